import type { Plugin } from 'esbuild';

/** Features of language servers that ours does not have; their names are those of the client's modules. */
export const absentFeatures: readonly string[];

/** The plugin for esbuild that leaves out all of this. */
export const leaveOut: Plugin;
