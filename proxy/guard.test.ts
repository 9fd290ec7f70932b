import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { guard } from './guard.ts';

const settings = { allowedHosts: ['registry.acme.example'], allowedOrigins: ['https://pages.acme.example'] };

function verdict(host: string | undefined, origin?: string): string {
  try {
    guard({ headers: { host, origin } } as IncomingMessage, settings);
    return 'passes';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'throws';
  }
}

describe('guard', () => {
  it.each([
    'localhost:8080',
    '127.0.0.1:8080',
    '[::1]:8080',
    '192.168.1.5',
    'LOCALHOST',
    'registry.acme.example',
    'a.localhost:1',
  ])('lets %s be our name', (host) => {
    expect(verdict(host)).toBe('passes');
  });

  it.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'registry.acme.example.evil.example',
    '',
    undefined,
    'a b',
  ])('refuses %j as our name', (host) => {
    expect(verdict(host)).toBe('forbidden_host');
  });

  it.each([
    ['127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['localhost:8080', 'http://localhost:6274'],
    ['registry.acme.example', 'https://registry.acme.example'],
    ['127.0.0.1:8080', 'https://pages.acme.example'],
  ])('lets a page on %s be called from %s', (host, origin) => {
    expect(verdict(host, origin)).toBe('passes');
  });

  it.each([
    ['127.0.0.1:8080', 'https://evil.example'],
    ['127.0.0.1:8080', 'null'],
    ['127.0.0.1:8080', 'http://localhost.evil.example'],
    ['registry.acme.example', 'http://localhost:3000'],
    ['127.0.0.1:8080', 'https://pages.acme.example.evil.example'],
    ['192.168.1.5:8080', 'http://192.168.1.6:8080'],
  ])('refuses to be called at %s from %s', (host, origin) => {
    expect(verdict(host, origin)).toBe('forbidden_origin');
  });
});
