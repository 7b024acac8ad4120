import type { z } from 'zod';
import {
  accepted,
  choicesBody,
  confirmBody,
  confirmed,
  newsletterInfo,
  problem,
  signUpBody,
  subscription,
} from './schemas.ts';

/** One request that the API answers, as its OpenAPI document describes it. */
export interface Operation {
  readonly method: 'get' | 'post' | 'patch' | 'delete';
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  /** Needs the token that a confirmation gives, or that of a preferences link. */
  readonly bearer?: true;
  readonly body?: z.ZodType;
  /** Status → what it means and what the answer holds; absent: nothing. */
  readonly answers: Readonly<Record<number, { readonly says: string; readonly schema?: z.ZodType }>>;
}

const unreadable = { says: 'The body is no JSON, or not of this form.', schema: problem };
const tooLarge = { says: 'The body has more than 16 KB.', schema: problem };
const noForm = { says: 'The content type is not application/json.', schema: problem };
const invalid = { says: 'What is wrong, field by field.', schema: problem };
const unknown = { says: 'There is no token, or it opens nothing any more.', schema: problem };
const broken = { 400: unreadable, 413: tooLarge, 415: noForm };

/** The whole API; a test compares it with the routes. */
export const OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/newsletter',
    id: 'newsletter',
    summary: 'What can be chosen from',
    answers: { 200: { says: 'Sections, editions and languages.', schema: newsletterInfo } },
  },
  {
    method: 'post',
    path: '/api/subscriptions',
    id: 'signUp',
    summary: 'Sign an address up; its owner gets a mail and confirms there',
    body: signUpBody,
    answers: {
      202: { says: 'Whoever holds the address finds a mail, if there is one to send.', schema: accepted },
      ...broken,
      422: invalid,
      429: { says: 'Too many at the moment; Retry-After says for how long.', schema: problem },
    },
  },
  {
    method: 'post',
    path: '/api/confirmations',
    id: 'confirm',
    summary: 'Confirm a sign-up with the token of its mail',
    body: confirmBody,
    answers: {
      200: { says: 'A reader, since now or since an earlier use of the token.', schema: confirmed },
      ...broken,
      404: { says: 'The token opens nothing (any more).', schema: problem },
    },
  },
  {
    method: 'get',
    path: '/api/subscription',
    id: 'subscription',
    summary: 'What the reader has chosen',
    bearer: true,
    answers: { 200: { says: 'The subscription.', schema: subscription }, 401: unknown },
  },
  {
    method: 'patch',
    path: '/api/subscription',
    id: 'choose',
    summary: 'Choose anew',
    bearer: true,
    body: choicesBody,
    answers: {
      200: { says: 'The subscription as it is now.', schema: subscription },
      ...broken,
      401: unknown,
      422: invalid,
    },
  },
  {
    method: 'delete',
    path: '/api/subscription',
    id: 'unsubscribe',
    summary: 'Unsubscribe',
    bearer: true,
    answers: { 204: { says: 'The reader gets no mail any more.' }, 401: unknown },
  },
  {
    method: 'get',
    path: '/api/openapi.json',
    id: 'openapi',
    summary: 'This document',
    answers: { 200: { says: 'OpenAPI 3.1.' } },
  },
];
