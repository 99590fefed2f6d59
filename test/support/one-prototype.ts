type Constructor = abstract new (...args: never[]) => unknown;

const prototypes = new WeakMap<Constructor, unknown>();
const construct: (target: Constructor, args: ArrayLike<unknown>, newTarget: Constructor) => unknown =
  Reflect.construct;

/**
 * `Reflect.construct` that gives a class its first prototype again. The pool of the tests puts one more proxy round
 * the prototype of its wrapper of a class at every construction, so that the thousandth Durable Object of a run answers
 * through a thousand of them: a call that took 4 ms at first took a second then. All of them do the same.
 */
function constructWithFirstPrototype(
  target: Constructor,
  args: ArrayLike<unknown>,
  newTarget: Constructor = target,
): unknown {
  if (newTarget !== target && prototypes.has(newTarget)) {
    newTarget.prototype = prototypes.get(newTarget);
  } else if (newTarget !== target) {
    prototypes.set(newTarget, newTarget.prototype);
  }
  return construct(target, args, newTarget);
}

// a setup file runs before every test file, and all of them share one runtime
if (Reflect.construct.name !== constructWithFirstPrototype.name) {
  Object.assign(Reflect, { construct: constructWithFirstPrototype });
}
