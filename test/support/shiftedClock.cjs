// Loaded into a program by `--require`: its clock is CLOCK_SHIFT ms off, once CLOCK_SHIFT_AFTER ms have passed.
const Real = Date;
const shift = Number(process.env['CLOCK_SHIFT']);
const since = Real.now() + Number(process.env['CLOCK_SHIFT_AFTER'] ?? 0);
const now = () => (Real.now() >= since ? Real.now() + shift : Real.now());

globalThis.Date = class extends Real {
  constructor(...args) {
    super(...(args.length === 0 ? [now()] : args));
  }

  static now() {
    return now();
  }
};
