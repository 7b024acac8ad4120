import { readerWalks } from './reader-walk.ts';

readerWalks([
  { language: 'de', javaScriptEnabled: true, axe: false },
  { language: 'ar', javaScriptEnabled: true, axe: true },
  { language: 'ja', javaScriptEnabled: true, axe: false },
]);
