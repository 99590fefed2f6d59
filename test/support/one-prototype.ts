import { DurableObject } from "cloudflare:workers";

type Constructor = abstract new (...args: never[]) => unknown;

const prototypes = new WeakMap<Constructor, unknown>();
const construct: (target: Constructor, args: ArrayLike<unknown>, newTarget: Constructor) => unknown =
  Reflect.construct;

/**
 * `Reflect.construct` that gives the pool's wrapper of a Durable Object its first prototype again. The pool puts one
 * more proxy round it for every object, so that the thousandth of a run answers through a thousand of them: a call that
 * took 4 ms at first took a second then. All of these proxies do the same.
 */
function constructWithFirstPrototype(
  target: Constructor,
  args: ArrayLike<unknown>,
  newTarget: Constructor = target,
): unknown {
  if (target === DurableObject) {
    newTarget.prototype = prototypes.get(newTarget) ?? newTarget.prototype;
    prototypes.set(newTarget, newTarget.prototype);
  }
  return construct(target, args, newTarget);
}

// a setup file runs before every test file, and all of them share one runtime
if (Reflect.construct.name !== constructWithFirstPrototype.name) {
  Object.assign(Reflect, { construct: constructWithFirstPrototype });
}
