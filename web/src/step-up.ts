/** Lets an action wait for a fresh proof; the dialog that asks for it registers itself here. */
type Done = (isProven: boolean) => void;

let open: ((done: Done) => void) | undefined;
let asking: Promise<boolean> | undefined;

/** True once the reader has proven it, false where the dialog was closed; one dialog serves all who wait. */
export function askStepUp(): Promise<boolean> {
  asking ??= new Promise<boolean>((done) => (open ? open(done) : done(false))).finally(() => (asking = undefined));
  return asking;
}

export function onStepUp(opener: (done: Done) => void): void {
  open = opener;
}
