/**
 * No lab can be had on this machine. The message says what is missing and what to do about it; the
 * caller says what works without.
 */
export class LabUnavailable extends Error {}
