/** The lab's registry, `127.0.0.1:<port>`, given by `test/run.mjs` and `test/lab/up.mjs`. */
export const registry = fromEnvironment('MULTIARCH_LAB_REGISTRY');

function fromEnvironment(name: string): string {
  const value = process.env[name];
  if (value === undefined) {
    throw new Error(`${name} is not set: run these tests by \`npm run test:live\`.`);
  }
  return value;
}
