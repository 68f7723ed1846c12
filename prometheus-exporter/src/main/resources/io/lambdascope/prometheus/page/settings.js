/** What the reader has chosen, in the part of the address after #: it survives a reload and can be sent to others. */

export class Settings {
  constructor() {
    const chosen = new URLSearchParams(location.hash.slice(1));
    this.monitor = Math.max(0, Number.parseInt(chosen.get('monitor') ?? '0', 10) || 0);
    this.hidden = new Set(chosen.getAll('hide'));
  }

  isShown(term) {
    return !this.hidden.has(term);
  }

  toggle(term) {
    if (!this.hidden.delete(term)) {
      this.hidden.add(term);
    }
    this.save();
  }

  choose(monitor) {
    this.monitor = monitor;
    this.save();
  }

  save() {
    const chosen = new URLSearchParams();
    if (this.monitor > 0) {
      chosen.set('monitor', String(this.monitor));
    }
    this.hidden.forEach(term => chosen.append('hide', term));
    const hash = chosen.toString();
    history.replaceState(null, '', hash ? `#${hash}` : location.pathname + location.search);
  }
}
