/** The lab's registry, `127.0.0.1:<port>`, given by `test/run.mjs` and `test/lab/up.mjs`. */
const registry = fromEnvironment('MULTIARCH_LAB_REGISTRY');

/**
 * A repository in it that only this run writes to: the lab may serve several at a time.
 *
 * @param name of the repository, with a tag if wanted
 */
export function ownRepository(name: string): string {
  return `${registry}/live-${process.pid}/${name}`;
}

function fromEnvironment(name: string): string {
  const value = process.env[name];
  if (value === undefined) {
    throw new Error(`${name} is not set: run these tests by \`npm run test:live\`.`);
  }
  return value;
}
