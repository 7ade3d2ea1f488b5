/** Bytes that are no zstd: with the code that Node's own errors of zstd have. */
export function damaged(): Error {
  const code = 'ZSTD_error_corruption_detected';
  return Object.assign(new Error('the zstd data are damaged'), { code });
}
