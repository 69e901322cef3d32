/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A value that others follow. */

export class Watched {
  #value;
  #followers = new Set();

  constructor (value) {
    this.#value = value;
  }

  get value () {
    return this.#value;
  }

  set value (value) {
    if (Object.is(value, this.#value))
      return;
    this.#value = value;
    for (const follower of [...this.#followers])
      follower(value);
  }

  /* Calls now, and at each change until the function that is returned is called. */
  follow (follower) {
    this.#followers.add(follower);
    follower(this.#value);
    return () => this.#followers.delete(follower);
  }
}
