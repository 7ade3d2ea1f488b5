import { StringDecoder } from 'node:string_decoder';
import type { BuildEvent } from '../../core/build/progress/buildEvent.ts';
import { parseBuildEvent } from './buildEvents.ts';

/** Hears what a build says while it runs. */
export interface BuildListener {
  /** In the order in which BuildKit told them. */
  onEvents(events: readonly BuildEvent[]): void;
  /** Lines that are no events, without line ends. */
  onLines(lines: readonly string[]): void;
}

/** A longer line, or longer lines of one event, are no event of BuildKit's; they are cut. */
const longestLine = 8 * 1024 * 1024;

/**
 * Cuts a stream into lines, and tells events from other lines. An event fills one line, or several: buildx
 * 0.13 prints it indented, between a line `{` and a line `}`.
 */
export class BuildOutputReader {
  readonly #listener: BuildListener;
  readonly #decoder = new StringDecoder('utf8');
  /** Parts of the line that has not ended. */
  #open: string[] = [];
  #openLength = 0;
  /** Lines of the event that has not ended; undefined between events. */
  #event: string[] | undefined;
  #eventLength = 0;

  constructor(listener: BuildListener) {
    this.#listener = listener;
  }

  /** Takes the next piece of the stream; it may begin and end within a character. */
  read(chunk: Buffer): void {
    const [first = '', ...rest] = this.#decoder.write(chunk).split('\n');
    this.#keep(first);
    const last = rest.pop();
    if (last === undefined) return;
    const lines = [this.#take(), ...rest];
    this.#keep(last);
    this.#tell(lines);
  }

  /** The stream has ended. */
  end(): void {
    this.#keep(this.#decoder.end());
    if (this.#openLength > 0) this.#tell([this.#take()]);
    if (this.#event !== undefined) this.#listener.onLines(this.#takeEvent());
  }

  #keep(part: string): void {
    if (part === '' || this.#openLength >= longestLine) return;
    this.#open.push(part);
    this.#openLength += part.length;
  }

  #take(): string {
    const line = this.#open.join('');
    this.#open = [];
    this.#openLength = 0;
    return line;
  }

  #tell(lines: readonly string[]): void {
    const events: BuildEvent[] = [];
    const others: string[] = [];
    for (const line of lines) {
      const text = line.endsWith('\r') ? line.slice(0, -1) : line;
      if (this.#event === undefined ? text === '{' : isInside(text)) {
        this.#continue(text, events, others);
        continue;
      }
      if (this.#event !== undefined) others.push(...this.#takeEvent());
      const event = parseBuildEvent(text);
      if (event === undefined) others.push(text);
      else events.push(event);
    }
    if (events.length > 0) this.#listener.onEvents(events);
    if (others.length > 0) this.#listener.onLines(others);
  }

  /** One more line of an event that fills several. */
  #continue(line: string, events: BuildEvent[], others: string[]): void {
    this.#event ??= [];
    this.#event.push(line);
    this.#eventLength += line.length;
    if (line !== '}' && this.#eventLength < longestLine) return;
    const all = this.#takeEvent();
    const event = parseBuildEvent(all.join('\n'));
    if (event === undefined) others.push(...all);
    else events.push(event);
  }

  #takeEvent(): readonly string[] {
    const lines = this.#event ?? [];
    this.#event = undefined;
    this.#eventLength = 0;
    return lines;
  }
}

/** Go indents everything between the first and the last line of an object. */
function isInside(line: string): boolean {
  return line.startsWith(' ') || line.startsWith('\t') || line === '}';
}
