/** Why nothing, or not all, was set up, as a sentence; `usage` where the command line lacks something. */
export class SetupFault extends Error {
  override readonly name = 'SetupFault';

  constructor(
    message: string,
    readonly kind: 'usage' | 'failed' = 'failed',
  ) {
    super(message);
  }
}
