// Loaded into a program by `--require`: its clock is CLOCK_SHIFT ms off, once it was read CLOCK_SHIFT_AFTER times.
const Real = Date;
const shift = Number(process.env['CLOCK_SHIFT']);
let left = Number(process.env['CLOCK_SHIFT_AFTER'] ?? 0);
const now = () => (--left < 0 ? Real.now() + shift : Real.now());

globalThis.Date = class extends Real {
  constructor(...args) {
    super(...(args.length === 0 ? [now()] : args));
  }

  static now() {
    return now();
  }
};
