import { parseArgs } from 'node:util';
import { startOracle } from './oracle.ts';
import { runDifferential } from './runDifferential.ts';

/**
 * `npm run differential -- --count N --seed S`: asks BuildKit and us about generated Dockerfiles.
 * Ends with 1 when there is a difference that nothing explains, and prints the smallest file.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
      builds: { type: 'string' },
      environments: { type: 'string' },
    },
  });
  const count = Number(values.count);
  const amount = {
    count,
    seed: Number(values.seed),
    builds: Number(values.builds ?? Math.ceil(count / 20)),
    environments: Number(values.environments ?? Math.ceil(count / 40)),
  };
  const started = performance.now();
  const oracle = await startOracle((message) => {
    console.error(`lab: ${message}`);
  });
  const interrupted = new Promise<never>((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        reject(new Error(signal));
      });
    }
  });
  try {
    const { asked, explained, mismatches } = await Promise.race([
      interrupted,
      runDifferential(oracle, amount, (message) => {
        console.error(message);
      }),
    ]);
    for (const [kind, times] of explained) console.log(`explained ${times} times: ${kind}`);
    const seconds = Math.round((performance.now() - started) / 1000);
    console.log(
      `${asked.files} files, ${asked.builds} builds, ${asked.environments} environments, seed ` +
        `${amount.seed}: ${mismatches.length} mismatches in ${seconds} s (Docker ` +
        `${oracle.engineVersion}, buildx ${oracle.buildxVersion})`,
    );
    process.exitCode = mismatches.length === 0 ? 0 : 1;
  } finally {
    await oracle.stop();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
});
