// `npm run bench:audit`: a full audit of an image of real files, in whole processes as users run them, beside
// what it cannot do without (unpacking the same bytes) and what people do by hand. Nothing is asserted.
import { execFile, execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { median } from './median.ts';
import { memoryText, printTable, ratioText, timeText } from './table.ts';
import { measureNode, measureProcess, type Measured } from './wholeProcess.ts';

const run = promisify(execFile);
const root = path.join(__dirname, '../..');

/** One round more and nobody waits for the large one. */
const rounds = 3;

/** Programs for amd64, a runtime, and many small files: a layer of each kind. */
const everything = (folder: string) => `ADD tools.tar ${folder}/opt/tools/
ADD runtime.tar ${folder}/usr/local/bin/
ADD modules.tar ${folder}/app/node_modules/
ADD compiler.tar ${folder}/app/node_modules/
`;

/** Images of a few MB, of some 300 MB and of 1.5 GB, unpacked: what they have above their base. */
const images: Readonly<Record<string, string>> = {
  small: '',
  medium: 'ADD tools.tar /opt/tools/\nADD runtime.tar /usr/local/bin/\n',
  large: ['/a', '/b', '/c'].map(everything).join(''),
};

/** The image that is also looked at by hand, which takes many times as long. */
const byHand = 'medium';

const tools = ['docker', 'dockerd', 'containerd', 'crane', 'runc'];

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

/** Programs and their words, each once in every round. */
type Ways = ReadonlyMap<string, () => Promise<Measured>>;

async function measureImage(folder: string, size: string, name: string): Promise<void> {
  const file = path.join(folder, `Dockerfile.${size}`);
  const command = 'ENTRYPOINT ["/bin/busybox"]\n';
  await writeFile(file, `FROM busybox:1.37\n${images[size] ?? ''}${command}`);
  const build = ['buildx', 'build', '--quiet', '--provenance=false', '--platform=linux/amd64'];
  const layout = path.join(folder, `layout-${size}`);
  await mkdir(layout);
  const to = (output: string) => run('docker', [...build, '-f', file, output, folder]);
  await to(`--output=type=oci,tar=false,dest=${layout}`);
  await to(`--output=type=image,name=${name},push=true`);
  const layers = await layersOf(layout);
  const sizes = await Promise.all(layers.map(async (layer) => (await stat(layer)).size));
  const stored = sizes.reduce((sum, each) => sum + each, 0) / 1e6;

  const zlib = () => measureNode(['--input-type=module', '-e', unpackAll, ...layers]);
  const audit = (image: string) => measureNode(['dist/cli.js', 'audit', image, '--format', 'json']);
  const unpacked = Number((await zlib()).output) / 1e6;
  const ways: Ways = new Map([
    ['zlib alone, the same bytes', zlib],
    ['`multiarch audit` of a layout', () => audit(layout)],
    ["`multiarch audit` of a registry's image", () => audit(name)],
  ]);
  const measured = new Map<string, Measured[]>();
  for (let round = 0; round < rounds; round++) {
    for (const [what, way] of ways) {
      measured.set(what, [...(measured.get(what) ?? []), await way()]);
    }
  }
  if (size === byHand) {
    for (const [what, way] of waysByHand(folder, name)) measured.set(what, [await way()]);
  }
  const middle = (all: readonly Measured[], of: 'seconds' | 'processor' | 'peak') =>
    median(all.map((each) => each[of]));
  const [floor = []] = measured.values();
  printTable(
    `${layers.length} layers, ${memoryText(stored)}, ${memoryText(unpacked)} unpacked`,
    ['time', 'beside zlib', 'processor time', 'memory at most'],
    [...measured].map(([what, all]) => [
      what,
      timeText(middle(all, 'seconds')),
      ratioText(middle(all, 'seconds') / middle(floor, 'seconds')),
      timeText(middle(all, 'processor')),
      memoryText(middle(all, 'peak')),
    ]),
  );
}

/** With the tools that everybody has. */
function waysByHand(folder: string, name: string): Ways {
  const shell = (script: string) =>
    measureProcess('sh', ['-ec', `rm -rf x; mkdir x; cd x; ${script}`], { cwd: folder });
  const unpackBlobs = 'for b in blobs/sha256/*; do tar xf $b -C files 2> /dev/null || true; done';
  return new Map([
    [
      '`crane export`, `tar x`, `file`',
      () => shell(`crane export --insecure ${name} - | tar x; ${fileAll}`),
    ],
    [
      '`docker pull`, `docker save`, `file`',
      () =>
        shell(
          `docker pull -q ${name} > /dev/null; docker save ${name} | tar x; docker rmi ${name} > /dev/null; mkdir files; ${unpackBlobs}; cd files; ${fileAll}`,
        ),
    ],
  ]);
}

async function main(): Promise<void> {
  execFileSync(process.execPath, [path.join(root, 'src/bundle.mjs')], { stdio: 'ignore' });
  const folder = await mkdtemp(path.join(tmpdir(), 'multiarch-bench-'));
  const repository = `${process.env['MULTIARCH_LAB_REGISTRY'] ?? ''}/bench-${process.pid}/audit`;
  try {
    await packFiles(folder);
    console.log(`\nAudits; medians of ${rounds} rounds in turns, by hand once`);
    for (const size of Object.keys(images)) {
      await measureImage(folder, size, `${repository}:${size}`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

void main();
