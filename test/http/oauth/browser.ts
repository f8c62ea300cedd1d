/** Whoever signs in, with as much of a browser as that takes: cookies, redirects and forms. */
export class Browser {
  readonly #cookies = new Map<string, string>();

  async #ask(url: URL, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { ...init.headers, cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return response;
  }

  /** Goes where a provider leads, says who it is and yes to all, until it is sent back to `home`; returns that address. */
  async signIn(start: URL, name: string, home: string): Promise<URL> {
    let url = start;
    let response = await this.#ask(url);
    for (let steps = 0; steps < 20; steps += 1) {
      const next = response.headers.get('location');
      if (next !== null) {
        url = new URL(next, url);
        if (url.href.startsWith(home)) return url;
        response = await this.#ask(url);
        continue;
      }
      const page = await response.text();
      const [, action] = /<form[^>]* action="([^"]+)"/.exec(page) ?? [];
      if (action === undefined) throw new Error(`no form and no way on: ${response.status} ${page}`);
      const prompt = page.includes('name="login"') ? 'login' : 'consent';
      url = new URL(action.replaceAll('&amp;', '&'), url);
      const body = new URLSearchParams({
        prompt,
        ...(prompt === 'login' && { login: name, password: 'any' }),
      });
      response = await this.#ask(url, { method: 'POST', body });
    }
    throw new Error('the provider leads in circles');
  }
}
