import type { Sketch, View } from '../../catalog/index.js';
import { counted, listed, valueText } from '../../prose/index.js';
import { REPEAT_OF } from '../../terms.js';

const MOST_IN_TITLE = 4;

function briefly(value: unknown): string {
  if (Array.isArray(value)) return counted(value.length, 'value');
  if (typeof value === 'object' && value !== null) return counted(Object.keys(value).length, 'value');
  return valueText(value, 40);
}

/** What can be said of any call: the title of its tool, its arguments, and what its row says that it sets off. */
export const general: View = ({ tool, values }): Sketch => {
  const given = Object.entries(values).filter(
    ([name, value]) => value !== undefined && name !== REPEAT_OF && !tool.secretArgs.has(name),
  );
  const shown = given.slice(0, MOST_IN_TITLE).map(([name, value]) => `${name} ${briefly(value)}`);
  const left = given.length - shown.length;
  const more = left > 0 ? `, and ${counted(left, 'more argument')}` : '';
  const { certain, open } = tool.effects(values);
  const effects = [...certain, ...open];
  return {
    title: `${tool.title}${shown.length === 0 ? '' : ` (${shown.join(', ')}${more})`}`,
    sentences: [
      tool.risk === 'read' ? 'This reads and changes nothing.' : undefined,
      effects.includes('registrar') ? "The domain's registrar is asked." : undefined,
      tool.risk !== 'read' && effects.length > 0 ? `It can set off: ${listed(effects)}.` : undefined,
    ],
  };
};
