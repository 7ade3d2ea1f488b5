import path from 'node:path';
import { root } from './project.mjs';
import { run } from './program.mjs';

const PLATFORMS = ['linux/amd64', 'linux/arm64', 'linux/arm/v7'];

/**
 * The main job on the sample, told step by step with the exact commands: check, build, push, read
 * back, run on each platform. Fails at the first step that does not do what it must.
 *
 * @param {{ folder: string, lab: import('./engine.mjs').Lab, signal: AbortSignal }} options
 */
export async function tellSampleStory({ folder, lab, signal }) {
  const image = `${lab.registry}/sample/greet:1`;
  const platforms = PLATFORMS.join(',');
  const at = { cwd: folder, env: lab.env, signal };

  await checkSample(folder, lab.env, signal);

  title('Build for three platforms and push');
  await show(
    'docker',
    ['buildx', 'build', '--platform', platforms, '--push', '--tag', image, '.'],
    at,
  );

  title('Read the pushed image back from the registry');
  const { stdout } = await multiarch(['image', image], at);
  const missing = PLATFORMS.filter((platform) => !stdout.includes(`${platform} `));
  if (missing.length > 0) throw new Error(`The image lacks ${missing.join(', ')}.`);

  title('Run it on each platform');
  for (const platform of PLATFORMS) {
    const args = ['run', '--rm', '--pull', 'always', '--quiet', '--platform', platform, image];
    const greeting = await show('docker', args, at);
    if (!greeting.stdout.includes(`for ${platform} `)) {
      throw new Error(`What ran for ${platform} was made for another platform.`);
    }
  }
}

/** The part of the story that needs no engine: the good file, then the one with a mistake. */
export async function checkSample(folder, env, signal) {
  const at = { cwd: folder, env, signal };
  title('Check before any build');
  await multiarch(['check', 'Dockerfile', '--platform', PLATFORMS.join(',')], at);
  title('The same check on a file with a mistake');
  await multiarch(['check', 'Dockerfile.mistake', '--platform', 'linux/amd64,linux/arm64'], at);
}

async function multiarch(args, options) {
  const program = [path.join(root, 'dist/cli.js'), ...args];
  return await show('multiarch', args, options, () => run(process.execPath, program, options));
}

/** Shows a command as one would type it, then what it says. */
async function show(name, args, options, start = () => run(name, args, options)) {
  console.log(`$ ${name} ${args.join(' ')}`);
  const begin = Date.now();
  try {
    const result = await start();
    print(result);
    return result;
  } catch (error) {
    // `check` ends with 1 when it found an error: that is an answer.
    if (name !== 'multiarch' || error.code !== 1) throw error;
    print(error);
    return error;
  } finally {
    console.log(`  (${((Date.now() - begin) / 1000).toFixed(1)} s)`);
  }
}

function print({ stdout, stderr }) {
  // buildx tells its progress on standard error, and nothing on the other.
  const text = (stdout || stderr).trimEnd();
  if (text !== '') console.log(text.replace(/^/gm, '  '));
}

function title(text) {
  console.log(`\n── ${text}`);
}
