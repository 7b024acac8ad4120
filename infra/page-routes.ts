import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import type { PageRoute } from './constructs/pages-api.ts';

const { GET, HEAD, POST, PATCH, DELETE, OPTIONS } = HttpMethod;
const read = [GET, HEAD];
const page = [GET, HEAD, POST];

/** Every request that manage-subscription answers; a test compares it with the routes of its app. */
export const PAGE_ROUTES: readonly PageRoute[] = [
  { path: '/', methods: read },
  { path: '/subscribe', methods: page },
  { path: '/embed.html', methods: read },
  { path: '/c/{token}', methods: page },
  { path: '/p/{token}', methods: page },
  { path: '/p/{token}/address', methods: [POST] },
  { path: '/a/{token}', methods: page },
  { path: '/u/{token}', methods: page },
  { path: '/r/{token}', methods: [POST] },
  { path: '/d/{token}', methods: read },
  { path: '/d/{token}/export', methods: read },
  { path: '/d/{token}/erase', methods: [POST] },
  { path: '/i/{token}', methods: page },
  { path: '/api/newsletter', methods: [...read, OPTIONS] },
  { path: '/api/openapi.json', methods: [...read, OPTIONS] },
  { path: '/api/subscriptions', methods: [POST, OPTIONS] },
  { path: '/api/confirmations', methods: [POST, OPTIONS] },
  { path: '/api/subscription', methods: [...read, PATCH, DELETE, OPTIONS] },
  { path: '/archive', methods: read },
  { path: '/archive/{issue}', methods: read },
  { path: '/archive/after/{issue}', methods: read },
  { path: '/archive/pages/{page}', methods: read },
  { path: '/archive/sections/{section}', methods: read },
  { path: '/archive/sections/{section}/{page}', methods: read },
  { path: '/feed.xml', methods: read },
  { path: '/feed.json', methods: read },
  { path: '/healthz', methods: [GET] },
];
