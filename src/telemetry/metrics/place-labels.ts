/** The label that says of which WHMCS a metric is. */
type Place = 'install';

/** How metrics name their WHMCS: not at all, unless a file names those that the server works on. */
export interface PlaceLabels {
  readonly names: readonly Place[];
  /** Empty for what is of none of them, such as a call that does not say which it is for. */
  labels(install: string | undefined): Partial<Record<Place, string>>;
}

/** Only names of the file become labels: a request may have been made while there were others. */
export function placeLabels(installs: readonly string[]): PlaceLabels {
  if (installs.length === 0) return { names: [], labels: () => ({}) };
  const byName = new Map(installs.map((install) => [install, { install }]));
  const nowhere = { install: '' };
  return { names: ['install'], labels: (install = '') => byName.get(install) ?? nowhere };
}
