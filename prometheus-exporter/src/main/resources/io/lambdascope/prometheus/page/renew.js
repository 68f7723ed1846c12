/**
 * Brings what is shown up to date by what it should be, changing no more than differs: a text that somebody reads out,
 * selects or stands on with a screen reader stays where it is while its numbers change.
 *
 * @param {Node} shown in the page
 * @param {Node} wanted not in it; may be taken apart
 */
export function renew(shown, wanted) {
  if (shown.nodeName !== wanted.nodeName) {
    shown.replaceWith(wanted);
    return;
  }
  if (shown.nodeType === Node.TEXT_NODE) {
    if (shown.data !== wanted.data) {
      shown.data = wanted.data;
    }
    return;
  }
  for (const {name} of [...shown.attributes]) {
    if (!wanted.hasAttribute(name)) {
      shown.removeAttribute(name);
    }
  }
  for (const {name, value} of wanted.attributes) {
    if (shown.getAttribute(name) !== value) {
      shown.setAttribute(name, value);
    }
  }
  renewChildren(shown, [...wanted.childNodes]);
}

/** The same for all children of an element. */
export function renewChildren(shown, wanted) {
  while (shown.childNodes.length > wanted.length) {
    shown.lastChild.remove();
  }
  wanted.forEach((node, i) => {
    if (i < shown.childNodes.length) {
      renew(shown.childNodes[i], node);
    } else {
      shown.append(node);
    }
  });
}
