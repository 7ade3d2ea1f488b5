import type { StartedProgram } from './startedPrograms.ts';

/** What an audit finds out about one platform of an image. */
export interface PlatformAudit {
  /** As the index declares it, e.g. `linux/arm64`. */
  readonly declared: string;
  /** Of its manifest. */
  readonly digest: string;
  readonly verdict: Verdict;
  /** What a container starts, the first one first. */
  readonly started: readonly AuditedStart[];
  /** Files for other platforms, by path: the first {@link maxListed}. */
  readonly files: readonly WrongFile[];
  /** How many there are. */
  readonly wrongCount: number;
  /** How many programs and libraries there are of each platform, as `linux/amd64`; those meant for others apart. */
  readonly counts: readonly PlatformCount[];
  /** What is odd without being wrong. */
  readonly remarks: readonly string[];
  /** Layers that were not read: it was known before, or only their maker hands them out. */
  readonly layersLeft: number;
}

/**
 * - `right`: what a container starts, and all else, is for the declared platform, or runs on it
 * - `wrong`: what a container starts is for another one, or everything is
 * - `mixed`: what a container starts is right, and some other file is not
 * - `none`: nothing in it was made for a processor: scripts and data
 */
export type Verdict = 'right' | 'wrong' | 'mixed' | 'none';

/** A program that a container starts. */
export interface AuditedStart extends Pick<StartedProgram, 'role' | 'word' | 'chain'> {
  /** What it was made for; empty when it is no program of a processor, or not there. */
  readonly actual: readonly string[];
  readonly state: 'right' | 'wrong' | 'missing' | 'unknown';
  /** The loader that it asks for and that the image does not have. */
  readonly missingLoader?: string;
  readonly layer?: number;
}

/** A program or library that does not run on the declared platform. */
export interface WrongFile {
  /** Absolute, in the image. */
  readonly path: string;
  readonly kind: 'program' | 'library';
  /** e.g. `['linux/amd64']`. */
  readonly actual: readonly string[];
  /** Place among the layers of its platform, from 0, the lowest. */
  readonly layer: number;
}

/** How often a platform occurs. */
export interface PlatformCount {
  readonly platform: string;
  readonly files: number;
  /** Kept on purpose: emulators, cross compilers, firmware, programs of other systems. */
  readonly onPurpose: number;
}

/** Longest list of wrong files. */
export const maxListed = 1000;
