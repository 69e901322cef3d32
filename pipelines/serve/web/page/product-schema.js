/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the keys of an ROI may be, from aoi-product.schema.json, by which the loader's tests are made, too. */

export class ProductSchema {
  #schema;

  constructor (schema) {
    this.#schema = schema;
    this.types = Object.keys(schema.$defs).filter(name => schema.$defs[name]['x-number'] !== undefined)
      .map(name => ({ name: name.replace(/^roi-/, ''), number: schema.$defs[name]['x-number'] }))
      .sort((a, b) => a.number - b.number);
  }

  static async load () {
    const answer = await fetch('/web/aoi-product.schema.json');
    if (!answer.ok)
      throw new Error('aoi-product.schema.json: ' + answer.status);
    return new ProductSchema(await answer.json());
  }

  /* All names of a key; the first one is its own. */
  names (key) {
    return this.#schema['x-names'][key] ?? [key];
  }

  read (value, key) {
    for (const name of this.names(key))
      if (value[name] !== undefined && value[name] !== null)
        return value[name];
    return undefined;
  }

  /* A value with another one for a key, under the name that it has there; undefined removes the key. */
  set (value, key, wanted) {
    const names = this.names(key);
    if (wanted === undefined)
      return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
    const present = names.filter(name => value[name] !== undefined && value[name] !== null);
    const target = present[0] ?? names.find(name => Object.hasOwn(value, name)) ?? names[0];
    return { ...value, [target]: wanted };
  }

  typeOf (value) {
    const type = this.read(value, 'type');
    return this.types.find(one => one.number === type)?.name ?? (typeof type === 'string' ? type : '');
  }

  /* Numbers stay numbers; files that have the name beside the number get both. */
  setType (value, name) {
    const number = this.types.find(one => one.name === name)?.number;
    const changed = { ...value };
    for (const key of this.names('type').filter(one => Object.hasOwn(value, one)))
      changed[key] = typeof value[key] === 'number' && number !== undefined ? number : name;
    return this.names('type').some(key => Object.hasOwn(value, key)) ? changed : { ...value, type: name };
  }

  #find (type, key) {
    const own = this.#schema.$defs['roi-' + type]?.properties[key];
    const common = this.#schema.$defs.roi.properties[key];
    const merged = { ...this.#resolve(common), ...this.#resolve(own) };
    return Object.keys(merged).length > 0 ? merged : null;
  }

  #resolve (schema) {
    return schema?.$ref === undefined ? schema : this.#schema.$defs[schema.$ref.replace('#/$defs/', '')];
  }

  /* The keys of a form in groups: those of every ROI, those of the type, and what is set up at the camera. */
  form (type) {
    const { place, camera } = this.#schema['x-form'];
    const own = this.#schema.$defs['roi-' + type]?.['x-form'] ?? [];
    return [['place', place], ['own', own], ['camera', camera]].map(([group, keys]) =>
      ({ group, fields: keys.map(key => ({ key, schema: this.#find(type, key) ?? {} })) }));
  }

  /* Keys of a value that no form shows. */
  unknown (value, type) {
    const known = new Set(this.form(type).flatMap(({ fields }) => fields.flatMap(field => this.names(field.key))));
    return Object.keys(value).filter(key => !known.has(key) && this.#find(type, key) === null);
  }
}
