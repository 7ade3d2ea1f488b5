// `npm run bench:audit`: a full audit of an image of real files, in whole processes as users run them, beside
// what it cannot do without (unpacking the same bytes) and what people do by hand. Nothing is asserted.
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = path.join(__dirname, '../..');
const rounds = 5;

/** Programs for amd64, a runtime, and many small files: a layer of each kind. */
const dockerfile = `FROM busybox:1.37
ADD tools.tar /opt/tools/
ADD runtime.tar /usr/local/bin/
ADD modules.tar /app/node_modules/
ADD compiler.tar /app/node_modules/
ENTRYPOINT ["/usr/local/bin/node"]
`;

const tools = ['docker', 'dockerd', 'containerd', 'crane', 'runc'];

/** What a process writes when it ends: its largest size in memory, in KB. */
const reportPeak =
  "process.on('exit',()=>process.stderr.write('peak '+process.resourceUsage().maxRSS))";

/** Unpacks each file in turn, and throws away what comes. */
const unpackAll = `
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { finished } from 'node:stream/promises';
let bytes = 0;
for (const file of process.argv.slice(1)) {
  const unpacked = createReadStream(file).pipe(createGunzip());
  unpacked.on('data', (part) => { bytes += part.length; });
  await finished(unpacked);
}
console.log(bytes);
`;

interface Measured {
  readonly seconds: number;
  /** In MB; NaN for programs that do not tell. */
  readonly peak: number;
  readonly output: string;
}

async function measure(command: string, args: readonly string[], cwd = root): Promise<Measured> {
  const begin = performance.now();
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const [output, errors]: [string[], string[]] = [[], []];
  child.stdout.setEncoding('utf8').on('data', (text: string) => output.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
  const [code] = (await once(child, 'close')) as [number];
  const seconds = (performance.now() - begin) / 1000;
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${errors.join('')}`);
  const peak = Number(/peak (\d+)$/.exec(errors.join(''))?.[1]) / 1000;
  return { seconds, peak, output: output.join('') };
}

function node(...args: readonly string[]): Promise<Measured> {
  return measure(process.execPath, ['--import', `data:text/javascript,${reportPeak}`, ...args]);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

/** Packs what the image gets, without what other programs keep among the modules. */
async function packFiles(folder: string): Promise<void> {
  const tar = (name: string, from: string, ...what: readonly string[]) =>
    run('tar', ['-C', from, '-chf', path.join(folder, name), ...what]);
  const found = tools.flatMap((tool) => {
    try {
      return [execFileSync('which', [tool], { encoding: 'utf8' }).trim()];
    } catch {
      return [];
    }
  });
  await tar('tools.tar', '/', ...found.map((file) => file.slice(1)));
  await tar('runtime.tar', path.dirname(process.execPath), path.basename(process.execPath));
  const modules = path.join(root, 'node_modules');
  const compiler = ['typescript', 'esbuild', '@esbuild'];
  const left = [...compiler, '.cache'].map((name) => `--exclude=./${name}`);
  await tar('modules.tar', modules, ...left, '.');
  await tar('compiler.tar', modules, ...compiler);
}

/** Paths of the compressed layers of an unpacked layout of one image. */
async function layersOf(layout: string): Promise<readonly string[]> {
  const blob = (digest: string) => path.join(layout, 'blobs', digest.replace(':', '/'));
  const parse = async (file: string) =>
    JSON.parse(await readFile(file, 'utf8')) as Record<string, readonly { digest: string }[]>;
  const [image] = (await parse(path.join(layout, 'index.json')))['manifests'] ?? [];
  const { layers = [] } = await parse(blob(image?.digest ?? ''));
  return layers.map(({ digest }) => blob(digest));
}

const fileAll = 'find . -type f -print0 | xargs -0 file -b > types.txt';

async function main(): Promise<void> {
  execFileSync(process.execPath, [path.join(root, 'src/bundle.mjs')], { stdio: 'ignore' });
  const folder = await mkdtemp(path.join(tmpdir(), 'multiarch-bench-'));
  const name = `${process.env['MULTIARCH_LAB_REGISTRY'] ?? ''}/bench-${process.pid}/audit:1`;
  try {
    await writeFile(path.join(folder, 'Dockerfile'), dockerfile);
    await packFiles(folder);
    const build = ['buildx', 'build', '--quiet', '--provenance=false', '--platform=linux/amd64'];
    const layout = path.join(folder, 'layout');
    await mkdir(layout);
    await run('docker', [...build, `--output=type=oci,tar=false,dest=${layout}`, folder]);
    await run('docker', [...build, `--output=type=image,name=${name},push=true`, folder]);
    const layers = await layersOf(layout);
    const sizes = await Promise.all(layers.map(async (file) => (await stat(file)).size));
    const stored = sizes.reduce((sum, size) => sum + size, 0) / 1e6;

    const zlib = () => node('--input-type=module', '-e', unpackAll, ...layers);
    const audit = (image: string) => node('dist/cli.js', 'audit', image, '--format', 'json');
    const shell = (script: string) =>
      measure('sh', ['-ec', `rm -rf x; mkdir x; cd x; ${script}`], folder);
    const unpacked = Number((await zlib()).output) / 1e6;
    console.log(
      `${layers.length} layers, ${stored.toFixed(0)} MB, ${unpacked.toFixed(0)} MB unpacked; medians of ${rounds} rounds in turns; by hand once\n`,
    );
    const ways: readonly (readonly [what: string, run: () => Promise<Measured>])[] = [
      ['zlib alone, the same bytes', zlib],
      ['multiarch audit, a layout', () => audit(layout)],
      ['multiarch audit, a registry', () => audit(name)],
      [
        'crane export | tar x, file',
        () => shell(`crane export --insecure ${name} - | tar x; ${fileAll}`),
      ],
      [
        'docker pull, docker save, tar x, file',
        () =>
          shell(
            `docker pull -q ${name} > /dev/null; docker save ${name} | tar x; docker rmi ${name} > /dev/null; mkdir files; for b in blobs/sha256/*; do tar xf $b -C files 2> /dev/null || true; done; cd files; ${fileAll}`,
          ),
      ],
    ];
    const measured = ways.map((): Measured[] => []);
    for (let round = 0; round < rounds; round++) {
      for (const [at, [, way]] of ways.entries()) {
        // What is done by hand takes many times as long, and is measured once.
        if (round === 0 || at < 3) measured[at]?.push(await way());
      }
    }
    const floor = median((measured[0] ?? []).map(({ seconds }) => seconds));
    for (const [at, [what]] of ways.entries()) {
      const seconds = median((measured[at] ?? []).map((each) => each.seconds));
      const peak = Math.max(...(measured[at] ?? []).map((each) => each.peak));
      const memory = Number.isNaN(peak) ? '' : `, ${peak.toFixed(0)} MB of memory at most`;
      const speed = `${(unpacked / seconds).toFixed(0)} MB/s, ${(floor / seconds).toFixed(2)} × zlib`;
      console.log(`${what.padEnd(40)}${seconds.toFixed(2)} s, ${speed}${memory}`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

void main();
