import { WITHHELD } from './withheld.js';

/** `"name": "value"`, `\"name\":\"value\"`, `'name' => 'value'`, `"name":1`, in whatever they are a piece of. */
const QUOTED =
  /(\\{0,8}["'])([^"'\\\n]{1,100})\1(\s{0,5}(?::|=>)\s{0,5})(?:(\\{0,8}["'])((?:(?!\4)[^\n])*)|([\w.+-]+))/g;
/** `name=value` of an address or a form. */
const ASKED = /([?&;\s]|^)([\w.[\]-]{1,60})=([^\s&;"'<>]+)/g;

/** A text that is a piece of a record, without the values that stand beside the name of a credential. */
export function withoutMembers(text: string, isCredential: (name: string, value: string) => boolean): string {
  const hide = (name: string, value: string) => value !== WITHHELD && isCredential(name, value);
  return text
    .replace(
      QUOTED,
      (
        whole: string,
        quote: string,
        name: string,
        sign: string,
        open?: string,
        inner?: string,
        bare?: string,
      ) => {
        if (!hide(name, inner ?? bare ?? '')) return whole;
        return `${quote}${name}${quote}${sign}${open ?? ''}${WITHHELD}`;
      },
    )
    .replace(ASKED, (whole: string, before: string, name: string, value: string) =>
      // One letter is anything in an address; what opens a ticket is told by its page.
      name.length > 1 && hide(name, value) ? `${before}${name}=${WITHHELD}` : whole,
    );
}
