import { describe, expect, it } from 'vitest';
import { Names, qualifiedName } from './names.ts';

describe('qualifiedName', () => {
  it.each([
    [{ service: 'github', name: 'create_issue' }, 'github__create_issue'],
    [{ service: 'com.example/weather', name: 'get forecast' }, 'com_example_weather__get_forecast'],
    [{ service: 'a', name: 'грех' }, 'a______'],
  ])('of %j is %s', (named, qualified) => {
    expect(qualifiedName(named)).toBe(qualified);
  });

  it('is cut to 64 characters, and still tells two long names apart', () => {
    const [a, b] = ['one', 'two'].map((end) => qualifiedName({ service: 'service', name: `${'x'.repeat(80)}-${end}` }));
    expect(a).toMatch(/^service__x{46}_[0-9a-f]{8}$/);
    expect([a?.length, b?.length, a === b]).toEqual([64, 64, false]);
  });

  it('can be bare', () => {
    expect(qualifiedName({ service: 'a', name: 'echo' }, '')).toBe('echo');
  });
});

describe('Names', () => {
  const of = (service: string, name: string, qualified = name) => ({ service, name, qualified });

  it('gives a name to whoever had it first, and says whose is hidden, once', () => {
    const said: string[] = [];
    const names = new Names((name, hidden, owner) => said.push(`${name}: ${hidden.service} behind ${owner.service}`));
    names.assign([of('b', 'echo')]);
    const seen = [1, 2].map(() => names.assign([of('a', 'echo'), of('b', 'echo')]));
    expect(seen).toEqual([[of('b', 'echo')], [of('b', 'echo')]]);
    expect(said).toEqual(['echo: a behind b']);
    expect([names.hidden, names.ownerOf('echo')]).toEqual([['echo'], { service: 'b', name: 'echo' }]);
  });

  it('gives a name away when its owner is gone', () => {
    const names = new Names();
    names.assign([of('b', 'echo'), of('a', 'echo')]);
    expect(names.assign([of('a', 'echo')])).toEqual([of('a', 'echo')]);
    expect([names.hidden, names.ownerOf('echo')?.service]).toEqual([[], 'a']);
  });

  it('knows nobody by a name that was not given', () => {
    expect(new Names().ownerOf('echo')).toBeUndefined();
  });
});
