/** See subnet.mjs. */
export function isOverlapping(
  subnet: string,
  route: { readonly address: number; readonly mask: number },
): boolean;
