/** The page that a browser shows. */
export type Page = { url: string; status: number; text: string };

export type Browser = {
  /** Goes to an address, following redirects. */
  open(url: string): Promise<Page>;
  /** Sends the form of the page it shows, with its hidden fields and these. */
  submit(fields?: Record<string, string>): Promise<Page>;
  /** Returns the page it shows. */
  page(): Page;
  /** Every address it went to, redirects too, oldest first. */
  history(): readonly string[];
};

const MOST_REDIRECTS = 10;

/** The headers of a browser about the origin of a form, on pages that ask for no referrer. */
const ORIGIN_HEADERS = {
  modern: { origin: 'null', 'sec-fetch-site': 'same-origin' },
  /** Older ones, some embedded ones, and some that guard privacy. */
  private: { origin: 'null' },
} as const;

/**
 * Somebody's browser, as far as plain pages need one: cookies, redirects and forms over real HTTP. `address`: what a
 * proxy in front would say where this browser is.
 */
export function createBrowser(address?: string, kind: keyof typeof ORIGIN_HEADERS = 'modern'): Browser {
  const cookies = new Map<string, Map<string, string>>();
  const visited: string[] = [];
  let shown: Page = { url: 'about:blank', status: 0, text: '' };

  async function go(start: string, init: RequestInit = {}): Promise<Page> {
    let url = new URL(start);
    let request = init;
    for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
      visited.push(url.href);
      const response = await fetch(url, {
        ...request,
        redirect: 'manual',
        headers: { ...request.headers, ...cookieFor(url), ...(address && { 'x-forwarded-for': address }) },
      });
      keepCookies(url, response);
      const location = response.headers.get('location');
      const text = await response.text();
      if (response.status < 300 || response.status >= 400 || location === null) {
        shown = { url: url.href, status: response.status, text };
        return shown;
      }
      url = new URL(location, url);
      request = {};
    }
    throw new Error(`${start} redirects for ever`);
  }

  function cookieFor(url: URL): Record<string, string> {
    const jar = [...(cookies.get(url.hostname) ?? [])];
    return jar.length > 0 ? { cookie: jar.map(([name, value]) => `${name}=${value}`).join('; ') } : {};
  }

  function keepCookies(url: URL, response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
      const [name = '', value = ''] = pair.split('=');
      const jar = cookies.get(url.hostname) ?? new Map<string, string>();
      const isGone = attributes.some(
        (attribute) => /^expires=Thu, 01 Jan 1970/i.test(attribute) || /^max-age=0$/i.test(attribute),
      );
      if (isGone) jar.delete(name);
      else jar.set(name, value);
      cookies.set(url.hostname, jar);
    }
  }

  return {
    open: (url) => go(url),
    submit(fields = {}) {
      const action = /<form[^>]*\saction="([^"]*)"/.exec(shown.text)?.[1];
      const hidden = [...shown.text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
      const body = new URLSearchParams([
        ...hidden.map(([, name = '', value = '']): [string, string] => [name, value]),
        ...Object.entries(fields),
      ]);
      const target = new URL(action ?? shown.url, shown.url);
      return go(target.href, { method: 'POST', body, headers: ORIGIN_HEADERS[kind] });
    },
    page: () => shown,
    history: () => visited,
  };
}
