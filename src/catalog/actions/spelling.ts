/** Letters of other alphabets that look like those of ours, as most typefaces show them. */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  а: 'a',
  ɑ: 'a',
  α: 'a',
  в: 'b',
  ь: 'b',
  β: 'b',
  с: 'c',
  ϲ: 'c',
  ԁ: 'd',
  е: 'e',
  є: 'e',
  ε: 'e',
  ɡ: 'g',
  ց: 'g',
  н: 'h',
  һ: 'h',
  η: 'n',
  і: 'i',
  ı: 'i',
  ι: 'i',
  ӏ: 'l',
  ј: 'j',
  к: 'k',
  κ: 'k',
  м: 'm',
  μ: 'm',
  п: 'n',
  о: 'o',
  ο: 'o',
  օ: 'o',
  р: 'p',
  ρ: 'p',
  ԛ: 'q',
  г: 'r',
  ѕ: 's',
  т: 't',
  τ: 't',
  υ: 'u',
  ս: 'u',
  ν: 'v',
  ѵ: 'v',
  ԝ: 'w',
  ω: 'w',
  х: 'x',
  χ: 'x',
  у: 'y',
  γ: 'y',
  ζ: 'z',
};

/** The Latin letters and digits of a name as somebody reads it, in small letters: all spellings of one name come to the same. */
export function lettersOf(name: string): string {
  const plain = name.slice(0, 200).normalize('NFKD').toLowerCase().normalize('NFKD');
  return [...plain]
    .map((letter) => LOOK_ALIKES[letter] ?? letter)
    .join('')
    .replace(/[^a-z0-9]/g, '');
}
