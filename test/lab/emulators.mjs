import fs from 'node:fs';
import path from 'node:path';
import { run } from './program.mjs';

const BINFMT = '/proc/sys/fs/binfmt_misc';

/**
 * Tells the kernel to run programs of other architectures under QEMU
 * (Documentation/admin-guide/binfmt-misc.rst). An architecture that already has an emulator which
 * works in containers keeps it.
 *
 * @param {string} root where the packages of QEMU are unpacked
 * @param {{ say: (message: string) => void, note: (remain: object) => void }} surroundings
 * @returns {Promise<string[]>} the names of the entries that were made, such as `qemu-aarch64`
 */
export async function registerEmulators(root, { say, note, signal }) {
  if (!fs.existsSync(`${BINFMT}/register`)) {
    note({ kind: 'mount', path: BINFMT });
    await run('mount', ['-t', 'binfmt_misc', 'binfmt_misc', BINFMT], { signal });
  }
  const present = presentEntries();
  const made = [];
  for (const entry of packagedEntries(root)) {
    if (present.some(({ magic, flags }) => magic === entry.magic && flags.includes('F'))) continue;
    const name = present.some((other) => other.name === entry.name)
      ? `${entry.name}-multiarch`
      : entry.name;
    note({ kind: 'emulator', file: `${BINFMT}/${name}` });
    fs.writeFileSync(`${BINFMT}/register`, entry.line(name));
    made.push(name);
  }
  if (made.length > 0) say(`Emulators registered with the kernel: ${made.join(', ')}.`);
  return made;
}

/** What the package's configuration (binfmt.d(5)) would register, with the unpacked interpreter. */
function packagedEntries(root) {
  const folder = path.join(root, 'usr/lib/binfmt.d');
  return fs.readdirSync(folder).flatMap((file) => {
    const text = fs.readFileSync(path.join(folder, file), 'utf8').trim();
    const [, name, kind, offset, magic, mask, interpreter] = text.split(':');
    const program = path.join(root, interpreter);
    if (!fs.existsSync(program)) return [];
    // F: the kernel opens the interpreter now, so containers need not have it.
    const line = (as) => ['', as, kind, offset, magic, mask, program, 'OPF'].join(':');
    return [{ name, magic: magic.replaceAll('\\x', ''), line }];
  });
}

function presentEntries() {
  return fs
    .readdirSync(BINFMT)
    .filter((name) => name !== 'register' && name !== 'status')
    .map((name) => {
      const text = fs.readFileSync(path.join(BINFMT, name), 'utf8');
      const value = (key) => new RegExp(`^${key}:? (.*)$`, 'm').exec(text)?.[1] ?? '';
      // A disabled entry takes its name but emulates nothing.
      const flags = text.startsWith('enabled') ? value('flags') : '';
      return { name, magic: value('magic'), flags };
    });
}
