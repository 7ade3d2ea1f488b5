import { version as packageVersion } from '../../package.json';

/** The version of this program. */
export const version: string = packageVersion;
