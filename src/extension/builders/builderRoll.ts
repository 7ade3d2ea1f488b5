import type { BuilderList } from '../../adapters/docker/builderList.ts';
import type { BuilderAnswer } from '../../adapters/docker/builderReader.ts';
import type { Builder } from '../../core/build/workerNode.ts';
import { isFresh } from '../../core/freshness.ts';
import type { AccessProblem } from '../dockerAccess.ts';
import { Turns } from './turns.ts';

/** How long an answer of docker is believed when it matters, in ms: builders change in terminals too. */
const believed = 30_000;

/** A builder as it was last seen. */
export interface SeenBuilder {
  /** What it told last; before that, what buildx's store tells. */
  readonly builder: Builder;
  /** Whether it has told anything yet. */
  readonly isKnown: boolean;
  /** Whether it is being asked. */
  readonly isAsked: boolean;
  /** Why it could not be asked the last time. */
  readonly problem?: AccessProblem;
}

/** All builders at one moment, or why there is nothing to see. */
export type SeenBuilders =
  | { readonly ok: true; readonly builders: readonly SeenBuilder[]; readonly context: string }
  | { readonly ok: false; readonly problem: AccessProblem };

/** An answer of one builder; undefined when there is none of that name. */
export type RollAnswer =
  BuilderAnswer | { readonly ok: false; readonly problem: AccessProblem } | undefined;

/** What a roll depends on. None of it rejects because of docker. */
export interface RollPorts {
  /** Lists the builders from files; undefined while nothing may be read. */
  list(): Promise<BuilderList | undefined>;
  /** What keeps docker from being used at all. */
  check(signal: AbortSignal): Promise<AccessProblem | undefined>;
  ask(listed: Builder, context: string, signal: AbortSignal): Promise<BuilderAnswer | undefined>;
  /** Whatever is asked from now on is asked anew: no engine answers by what it told before. */
  renew(): void;
  /** In ms since the epoch. */
  now(): number;
  /** Something that was shown is different now. */
  changed(): void;
}

interface Entry {
  listed: Builder;
  seen?: Builder;
  problem?: AccessProblem;
  asking?: {
    readonly answer: Promise<RollAnswer>;
    readonly stop: AbortController;
    /** Asks now what waits for its turn. */
    readonly hurry: () => void;
  };
  answer?: Promise<RollAnswer>;
  /** When it last answered, in ms since the epoch. */
  answeredAt: number;
}

/** Few at the same time, as each takes a fifth of a second of a processor to start. */
const limits = { young: 3, all: 12, youth: 1500 };

/**
 * The builders, each with what it told last. The list is there at once; each builder is asked on its own,
 * so one that does not answer delays nobody who does not ask for it.
 */
export class BuilderRoll {
  readonly #ports: RollPorts;
  readonly #entries = new Map<string, Entry>();
  readonly #turns = new Turns(limits);
  #list: Promise<BuilderList | undefined> | undefined;
  #context = '';
  #check:
    | { readonly answer: Promise<AccessProblem | undefined>; readonly stop: AbortController }
    | undefined;
  #obstacle: AccessProblem | undefined;

  constructor(ports: RollPorts) {
    this.#ports = ports;
  }

  /** The builders as they were last seen. Waits for files, never for docker. */
  async see(): Promise<SeenBuilders> {
    const list = await this.#listed();
    if (list === undefined) return { ok: false, problem: { code: 'untrusted' } };
    void this.#checked();
    if (this.#obstacle !== undefined) return { ok: false, problem: this.#obstacle };
    const builders = [...this.#entries.values()].map(({ listed, seen, asking, problem }) => ({
      // Files are newer than an answer, and cost nothing.
      builder: seen === undefined ? listed : { ...seen, ...noteworthy(listed) },
      isKnown: seen !== undefined,
      isAsked: asking !== undefined,
      ...(problem === undefined ? {} : { problem }),
    }));
    return { ok: true, builders, context: this.#context };
  }

  /** What one builder tells; it is asked unless it has told. */
  async read(name: string): Promise<RollAnswer> {
    await this.#listed();
    const obstacle = await this.#checked();
    if (obstacle !== undefined) return { ok: false, problem: obstacle };
    const entry = this.#entries.get(name);
    const answer = entry && this.#answerOf(entry, (ask) => ask());
    // Who asks for one must not wait for those that do not answer.
    entry?.asking?.hurry();
    return answer;
  }

  /**
   * Asks every builder that has not told yet, few at the same time.
   *
   * @param first the name of the one that matters most
   */
  async askAll(first: string | undefined): Promise<void> {
    await this.#listed();
    if ((await this.#checked()) !== undefined) return;
    const entries = [...this.#entries.values()];
    const isFirst = ({ listed }: Entry) => Number(listed.name === first);
    for (const entry of entries.toSorted((a, b) => isFirst(b) - isFirst(a))) {
      void this.#answerOf(entry, (ask) => this.#turns.run(ask));
    }
  }

  /** Whether what a builder told is old, or it could not tell. */
  isStale(name: string): boolean {
    const entry = this.#entries.get(name);
    if (this.#obstacle !== undefined || entry?.problem !== undefined) return true;
    return entry?.answer !== undefined && !isFresh(entry.answeredAt, believed, this.#ports.now());
  }

  /** Lets builders be asked again; those of all names unless some are given. What they told stays in sight. */
  forget(names: Iterable<string> = this.#entries.keys()): void {
    this.#ports.renew();
    for (const name of names) {
      const entry = this.#entries.get(name);
      entry?.asking?.stop.abort();
      delete entry?.asking;
      delete entry?.answer;
    }
    this.#ports.changed();
  }

  /** Lists anew, and lets those be asked again that have changed in the store. */
  relist(): void {
    this.#ports.renew();
    this.#list = undefined;
    this.#ports.changed();
  }

  /** Forgets everything, also whether docker can be used. */
  forgetAll(): void {
    this.#check?.stop.abort();
    this.#check = undefined;
    this.#obstacle = undefined;
    this.#list = undefined;
    this.forget();
  }

  dispose(): void {
    this.#check?.stop.abort();
    for (const { asking } of this.#entries.values()) asking?.stop.abort();
  }

  #listed(): Promise<BuilderList | undefined> {
    if (this.#list !== undefined) return this.#list;
    const list = this.#ports.list();
    this.#list = list;
    const taken = list.then((answer) => {
      if (this.#list === taken) this.#take(answer);
      return answer;
    });
    this.#list = taken;
    taken.catch(() => {
      if (this.#list === taken) this.#list = undefined;
    });
    return taken;
  }

  #take(list: BuilderList | undefined): void {
    const before = new Map(this.#entries);
    this.#entries.clear();
    this.#context = list?.context ?? '';
    for (const listed of list?.builders ?? []) {
      const old = before.get(listed.name);
      if (old !== undefined && isSame(old.listed, listed)) {
        old.listed = listed;
        this.#entries.set(listed.name, old);
        before.delete(listed.name);
      } else {
        this.#entries.set(listed.name, { listed, answeredAt: 0 });
      }
    }
    for (const { asking } of before.values()) asking?.stop.abort();
  }

  #checked(): Promise<AccessProblem | undefined> {
    if (this.#check !== undefined) return this.#check.answer;
    const stop = new AbortController();
    const answer = this.#ports.check(stop.signal);
    const check = { answer, stop };
    this.#check = check;
    void answer.then(
      (obstacle) => {
        if (this.#check !== check || obstacle === undefined) return;
        this.#obstacle = obstacle;
        this.#ports.changed();
      },
      () => {
        if (this.#check === check) this.#check = undefined;
      },
    );
    return answer;
  }

  #answerOf(
    entry: Entry,
    inTurn: (ask: () => Promise<RollAnswer>) => Promise<RollAnswer>,
  ): Promise<RollAnswer> {
    if (entry.answer !== undefined) return entry.answer;
    if (entry.asking !== undefined) return entry.asking.answer;
    const stop = new AbortController();
    let begun: Promise<RollAnswer> | undefined;
    const ask = () =>
      (begun ??= stop.signal.aborted
        ? Promise.resolve(cancelled)
        : this.#ports.ask(entry.listed, this.#context, stop.signal));
    let hurry = (): void => undefined;
    const hurried = new Promise<RollAnswer>((resolve) => {
      hurry = () => {
        resolve(ask());
      };
    });
    const answer = Promise.race([inTurn(ask), hurried]);
    const asking = { answer, stop, hurry };
    entry.asking = asking;
    void answer.then(
      (told) => {
        if (entry.asking !== asking) return;
        delete entry.asking;
        delete entry.problem;
        entry.answer = answer;
        entry.answeredAt = this.#ports.now();
        if (told?.ok) entry.seen = told.builder;
        else if (told !== undefined) entry.problem = told.problem;
        this.#ports.changed();
      },
      () => {
        if (entry.asking === asking) delete entry.asking;
      },
    );
    return answer;
  }
}

const cancelled: RollAnswer = { ok: false, problem: { code: 'cancelled' } };

/** What files tell of a builder at any time. */
function noteworthy({ current, lastActivity }: Builder): Partial<Builder> {
  return { current, ...(lastActivity === undefined ? {} : { lastActivity }) };
}

/** Whether a builder is made of the same nodes as before. */
function isSame(before: Builder, now: Builder): boolean {
  const parts = ({ driver, nodes }: Builder) => JSON.stringify([driver, nodes]);
  return parts(before) === parts(now);
}
