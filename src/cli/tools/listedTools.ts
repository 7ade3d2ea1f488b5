import { allTools } from './allTools.ts';
import { inputSchema } from './fields.ts';

/** The tools as they are told to those who ask for them: all of them only read. */
export const listedTools = allTools.map(
  ({ name, title, description, fields, output, asksRegistries }) => ({
    ...{ name, title, description },
    inputSchema: inputSchema(fields),
    outputSchema: output,
    annotations: {
      title,
      readOnlyHint: true,
      destructiveHint: false,
      idempotentHint: true,
      openWorldHint: asksRegistries,
    },
  }),
);

/** One of them. */
export type ListedTool = (typeof listedTools)[number];
