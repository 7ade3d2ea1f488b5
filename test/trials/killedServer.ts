import { readdirSync } from 'node:fs';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Diagnostic } from 'vscode-languageserver/node';
import { startServerProcess, type ServerProcess } from '../bench/serverProcess.ts';
import type { Random } from '../fuzz/random.ts';
import { createShelf, putImage, serveShelf } from '../support/registry/images.ts';
import { startServer } from '../support/registry/loopbackServer.ts';
import { inspectCache } from './keptFiles.ts';
import { within } from './killed.ts';
import type { Trials } from './trial.ts';

/** Base images of the file that the server looks at: two files in its cache for each look-up, and a third of its name. */
const images = 60;

/** How long the registry takes for an answer, in ms. */
const slowness = 5;

/** The language server as it is built, killed while it looks up images and keeps what it is told. */
export async function prepareKilledServer(shared: string): Promise<Trials> {
  const shelf = createShelf();
  for (let at = 0; at < images; at++) {
    const labels = { Labels: { number: String(at), long: 'x'.repeat(at * 200) } };
    putImage(shelf, `t${at}`, { os: 'linux', architecture: 'amd64', config: labels });
  }
  const serve = serveShelf(shelf);
  const registry = await startServer((request, response) => {
    setTimeout(() => {
      serve(request, response);
    }, slowness);
  });
  const numbers = Array.from({ length: images }, (_, at) => at);
  const dockerfile = [
    '# multiarch: platforms=linux/amd64,linux/arm64',
    ...numbers.map((at) => `FROM ${registry.host}/team/app:t${at} AS s${at}`),
    'FROM scratch',
    ...numbers.map((at) => `COPY --from=s${at} /a /${at}`),
  ].join('\n');

  const begin = (cache: string): Promise<ServerProcess> =>
    startServerProcess({
      environment: { ...process.env, MULTIARCH_REGISTRY_CACHE: cache },
      client: { settings: { registry: { lookups: 'on' } } },
    });
  const isTold = (found: readonly Diagnostic[]) =>
    found.filter(({ code }) => String(code) === 'base-image-single-platform').length >= images;
  /** What the last answer took, in ms. */
  let whole = 0;
  async function answerWith(cache: string): Promise<string> {
    const server = await begin(cache);
    const began = performance.now();
    const uri = await server.client.open(dockerfile);
    const found = await server.client.diagnostics(uri, isTold);
    whole = performance.now() - began;
    await server.dispose();
    return JSON.stringify(found.map(({ code, message, range }) => [code, message, range]));
  }

  let cache = path.join(shared, 'first');
  const expected = await answerWith(cache);
  const usual = whole;

  return {
    async once(random: Random, folder) {
      // A new cache is written to for longer; one that others have left must do as well.
      if (random.below(3) > 0) cache = await mkdtemp(path.join(folder, 'cache-'));
      const loses = random.below(5) === 0;
      const server = await begin(cache);
      const after = Math.round((random.below(1000) / 1000) * usual * 1.2);
      const uri = await server.client.open(dockerfile);
      const working = server.client.diagnostics(uri, isTold).catch(() => undefined);
      if (loses) await rm(cache, { recursive: true, force: true });
      await Promise.race([working, pause(after)]);
      await server.kill();
      const { entries, damaged, unfinished } = await inspectCache(cache);
      const wrong = damaged.map((name) => `${name} in the cache is damaged`);
      const answer = await answerWith(cache);
      if (answer !== expected) wrong.push(`the next server answers something else: ${answer}`);
      const lost = loses ? ', its cache deleted' : '';
      return {
        what: `killed ${after} ms after its start${lost}: ${entries} entries, ${unfinished.length} unfinished`,
        wrong,
      };
    },
    async close() {
      await mkdir(cache, { recursive: true });
      await writeFile(path.join(cache, 'dead.part'), 'half');
      const left = (await inspectCache(cache)).unfinished;
      const longAgo = Date.now() / 1000 - 2 * 3600;
      for (const name of left) await utimes(path.join(cache, name), longAgo, longAgo);
      // It is swept at the first write.
      putImage(shelf, 'more', {
        os: 'linux',
        architecture: 'amd64',
        config: { Labels: { a: 'b' } },
      });
      const server = await begin(cache);
      const uri = await server.client.open(
        `# multiarch: platforms=linux/arm64\nFROM ${registry.host}/team/app:more\n`,
      );
      await server.client.diagnostics(uri, (found) => found.length > 0);
      await within(5_000, () => readdirSync(cache).every((name) => !left.includes(name)));
      await server.dispose();
      const { unfinished } = await inspectCache(cache);
      await registry.close();
      return unfinished.map((name) => `${name} is left for ever`);
    },
  };
}
