import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';

function rootOf(name: string, ratio: number): Sampler | undefined {
  if (name === 'always_on') return new AlwaysOnSampler();
  if (name === 'always_off') return new AlwaysOffSampler();
  if (name === 'traceidratio') return new TraceIdRatioBasedSampler(ratio);
  return undefined;
}

/** Undefined for a name that is not known here. A share that is no number from 0 to 1 is all of it, as the specification has it. */
export function samplerOf({ sampler, ratio }: { sampler: string; ratio: string }): Sampler | undefined {
  const share = ratio.trim() === '' ? Number.NaN : Number(ratio);
  const [, parent, name = ''] = /^(parentbased_)?(.*)$/.exec(sampler) ?? [];
  const root = rootOf(name, share >= 0 && share <= 1 ? share : 1);
  return root === undefined || parent === undefined ? root : new ParentBasedSampler({ root });
}
