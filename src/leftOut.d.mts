/** Features of language servers that ours does not have; their names are those of the client's modules. */
export const absentFeatures: readonly string[];
