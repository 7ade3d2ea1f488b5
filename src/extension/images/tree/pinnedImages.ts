import { EventEmitter, type Disposable, type Memento } from 'vscode';
import { parseReference } from '../../../core/image/reference.ts';

const key = 'multiarch.pinnedImages';
/** How many images can be pinned. */
const limit = 200;

/** Images of registries that the user wants to have before their eyes, kept with the workspace. */
export class PinnedImages implements Disposable {
  readonly #memory: Memento;
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange = this.#changed.event;

  constructor(memory: Memento) {
    this.#memory = memory;
  }

  /** Their references as people write them, in the order in which they were pinned. */
  get references(): readonly string[] {
    const kept = this.#memory.get<unknown>(key);
    if (!Array.isArray(kept)) return [];
    return kept.filter(
      (text): text is string => typeof text === 'string' && parseReference(text).ok,
    );
  }

  /** Pins an image unless it is. */
  async add(reference: string): Promise<void> {
    const others = this.references.filter((other) => other !== reference);
    await this.#write([...others, reference].slice(-limit));
  }

  async remove(reference: string): Promise<void> {
    await this.#write(this.references.filter((other) => other !== reference));
  }

  dispose(): void {
    this.#changed.dispose();
  }

  async #write(references: readonly string[]): Promise<void> {
    await this.#memory.update(key, references);
    this.#changed.fire();
  }
}
