import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Random, randomFrom } from '../load/random.ts';

type Timer = { readonly at: number; readonly order: number; run: (() => void) | undefined };

/**
 * Time that passes only while nothing else is to be done: a wait of hours is over as soon as all that runs waits, too. For as
 * long as `run` lasts it takes the place of the process's clock, timers and random numbers, which the interpreter of the state
 * machine uses; a wait imported from node:timers is not seen.
 */
export class SimulatedTime {
  #now: number;
  #order = 0;
  #held = 0;
  readonly #timers: Timer[] = [];
  readonly #random: Random;

  constructor(start: Date, seed: number) {
    this.#now = start.getTime();
    this.#random = randomFrom(seed);
  }

  get now(): number {
    return this.#now;
  }

  wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.#add(resolve, milliseconds));
  }

  /** Work that takes turns of the real event loop, such as reading a body: no time passes until it is done. */
  async hold<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#held += 1;
    try {
      return await work();
    } finally {
      this.#held -= 1;
    }
  }

  /** Does the work in this time. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    const restore = this.#install();
    try {
      let isDone = false;
      const result = work().finally(() => {
        isDone = true;
      });
      result.catch(() => undefined); // the caller gets it below
      for (;;) {
        do await nextTurn();
        while (this.#held > 0);
        if (isDone) return await result;
        this.#pass();
      }
    } finally {
      restore();
    }
  }

  #add(run: () => void, milliseconds = 0): Timer {
    this.#order += 1;
    const timer = { at: this.#now + Math.max(milliseconds, 1), order: this.#order, run };
    let place = this.#timers.push(timer) - 1;
    for (
      let parent = (place - 1) >> 1;
      place > 0 && isEarlier(timer, this.#timers[parent]);
      parent = (place - 1) >> 1
    ) {
      this.#timers[place] = this.#timers[parent] as Timer;
      this.#timers[parent] = timer;
      place = parent;
    }
    return timer;
  }

  /** To the next instant at which something waits to be done. */
  #pass(): void {
    for (;;) {
      const timer = this.#takeFirst();
      if (!timer) throw new Error('Nothing is left that time could pass for, and the work is not done.');
      if (!timer.run) continue;
      this.#now = Math.max(this.#now, timer.at);
      timer.run();
      const [next] = this.#timers;
      if (next === undefined || next.at > this.#now) return;
    }
  }

  #takeFirst(): Timer | undefined {
    const [first] = this.#timers;
    const last = this.#timers.pop();
    if (first === undefined || last === undefined || first === last) return first;
    let place = 0;
    for (;;) {
      const left = 2 * place + 1;
      const child = isEarlier(this.#timers[left + 1], this.#timers[left]) ? left + 1 : left;
      if (!isEarlier(this.#timers[child], last)) break;
      this.#timers[place] = this.#timers[child] as Timer;
      place = child;
    }
    this.#timers[place] = last;
    return first;
  }

  #install(): () => void {
    const real = { Date, performance, setTimeout, clearTimeout, random: Math.random };
    const start = this.#now;
    const time = this;
    class SimulatedDate extends real.Date {
      constructor(...parts: [] | [number | string | Date]) {
        super(parts.length === 0 ? time.#now : parts[0]);
      }
      static override now = () => time.#now;
    }
    Object.assign(globalThis, {
      Date: SimulatedDate,
      setTimeout: (run: (...values: unknown[]) => void, milliseconds?: number, ...values: unknown[]) =>
        time.#add(() => run(...values), milliseconds),
      clearTimeout: (timer: Timer | Parameters<typeof clearTimeout>[0]) => {
        if (typeof timer === 'object' && 'run' in timer) timer.run = undefined;
        else real.clearTimeout(timer);
      },
    });
    Object.defineProperty(globalThis, 'performance', {
      value: { now: () => time.#now - start },
      configurable: true,
      writable: true,
    });
    Math.random = this.#random;
    return () => {
      const { random, performance: realPerformance, ...globals } = real;
      Object.assign(globalThis, globals);
      Object.defineProperty(globalThis, 'performance', {
        value: realPerformance,
        configurable: true,
        writable: true,
      });
      Math.random = random;
    };
  }
}

const isEarlier = (one: Timer | undefined, other: Timer | undefined): boolean =>
  one !== undefined && other !== undefined && (one.at === other.at ? one.order < other.order : one.at < other.at);
