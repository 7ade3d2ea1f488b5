import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseBinfmtEntry } from '../../src/adapters/docker/emulators.ts';

const binfmt = '/proc/sys/fs/binfmt_misc';

/** The entries of one architecture, which are put back as they were. */
export class KernelEntries {
  readonly #name: string;
  /** `:name:M:offset:magic:mask:`, without the interpreter and flags. */
  #pattern = '';
  #interpreter = '';
  #flags = '';
  readonly #made = new Set<string>();

  /** @param name of the lab's entry */
  constructor(name: string) {
    this.#name = name;
  }

  /** Takes the lab's entry away; what was made by {@link add} too. */
  remove(): void {
    if (this.#pattern === '') this.#remember();
    this.write(this.#name, '-1');
  }

  #remember(): void {
    const entry = parseBinfmtEntry(readFileSync(join(binfmt, this.#name), 'utf8'));
    assert.ok(entry);
    const bytes = (hex = '') => hex.replace(/../g, (byte) => `\\x${byte}`);
    this.#pattern = `:M:${entry.offset ?? 0}:${bytes(entry.magic)}:${bytes(entry.mask)}:`;
    this.#interpreter = entry.interpreter;
    this.#flags = entry.flags;
  }

  add(name: string, flags: string, interpreter = this.#interpreter): void {
    this.write('register', `:${name}${this.#pattern}${interpreter}:${flags}`);
    this.#made.add(name);
  }

  /** Writes to an entry: `0`, `1`, or `-1`, which removes it. */
  write(name: string, text: string): void {
    writeFileSync(join(binfmt, name), text);
    if (text === '-1') this.#made.delete(name);
  }

  /** The lab's entry as it was, and no other. */
  restore(): void {
    if (this.#pattern === '') return;
    for (const name of [...this.#made, this.#name]) {
      if (existsSync(join(binfmt, name))) this.write(name, '-1');
    }
    this.add(this.#name, this.#flags);
    this.#made.clear();
  }
}
