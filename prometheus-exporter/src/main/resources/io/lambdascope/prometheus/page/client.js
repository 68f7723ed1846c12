/** Asks the server for numbers, and tells apart why none came. */

const PATIENCE = 10000;

/** The server answered no, in its own words. */
export class Refused extends Error {}

/** Some monitor was asked for that the server does not have. */
export class Unknown extends Refused {}

/** The server asks for a password that this page was not opened with. */
export class Unauthorized extends Error {}

/** No answer came. */
export class Unreachable extends Error {}

/** Where the page is, without the name and password that its address may have: no request can be made from those. */
const here = new URL(location.pathname, location.origin);

async function request(query) {
  try {
    const response = await fetch(new URL(`api/series?${query}`, here), {
      cache: 'no-store',
      // By which the server knows that no dialog of the browser is wanted where the password is wrong.
      headers: {'X-Requested-With': 'lambdascope'},
      signal: AbortSignal.timeout(PATIENCE),
    });
    return {ok: response.ok, status: response.status, text: await response.text()};
  } catch (error) {
    throw new Unreachable(error.message);
  }
}

/**
 * The points of a monitor after a sequence number, and what is now.
 *
 * @throws {Refused|Unauthorized|Unreachable}
 */
export async function series(monitor, since) {
  const {ok, status, text} = await request(new URLSearchParams({monitor, since}));
  if (ok) {
    return JSON.parse(text);
  }
  switch (status) {
    case 400:
      throw new Unknown(text.trim());
    case 401:
      throw new Unauthorized(text.trim());
    default:
      throw new Refused(text.trim());
  }
}
