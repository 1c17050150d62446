/** The HTTP contract as types, in the shape that openapi-typescript makes from the OpenAPI document. */
interface Json<T> {
  content: { "application/json": T };
}
interface Nothing {
  content?: never;
}
interface Csv {
  content: { "text/csv": string };
}
interface Post<Body, Status extends number, Answer> {
  requestBody: Json<Body>;
  responses: Record<Status, Answer>;
}
interface Get<Answer, Query = never> {
  parameters: { query?: Query };
  responses: { 200: Answer };
}
interface Delete {
  responses: { 204: Nothing };
}

type Challenge = { token: string; expires_at: string };
type UserQuery = { query?: string; mfa?: string; role?: string; sign_in?: string };
type EventQuery = { user?: string; type?: string };
type Paging = { limit?: number; cursor?: string };
type PolicyChange = {
  mode: components["schemas"]["Policy"]["mode"];
  keep_required?: boolean;
  enforce_from?: string | null;
};

export interface components {
  schemas: {
    Problem: {
      status: number;
      code:
        | "invalid_request" | "too_large" | "unsupported_media_type" | "invalid_credentials" | "challenge_expired"
        | "invalid_code" | "code_already_used" | "invalid_recovery_code" | "authenticator_disabled"
        | "too_many_attempts" | "enrolment_expired" | "not_signed_in" | "step_up_required" | "forbidden"
        | "not_found" | "method_not_allowed" | "conflict" | "precondition_failed" | "invalid_token" | "try_again"
        | "internal_error";
      request_id?: string;
      errors?: { pointer: string; code: string }[];
      retry_after?: number;
      attempts_left?: number;
    };
    TenantPage: { slug: string; name: string; support_contact: string | null; sso: boolean };
    Session: {
      id: string;
      expires_at: string;
      idle_expires_at: string;
      amr: string[];
      aal: number;
      verified_at?: string | null;
      mfa_required_from?: string | null;
      step_up?: "code" | "password" | "sso";
      user: { id: string; email: string; name: string; role: "admin" | "member"; tenant: string };
    };
    SignIn:
      | { next: "none"; session: components["schemas"]["Session"]; recovery_code?: string | null }
      | { next: "verify"; challenge: Challenge }
      | { next: "enrol"; challenge: Challenge; reason: "policy" | "reset" | "recovery" | "replace" };
    Enrolment: {
      secret: string;
      otpauth_uri: string;
      qr_svg: string;
      qr_png: string;
      issuer: string;
      account: string;
      expires_at: string;
    };
    OwnSession: {
      id: string;
      created_at: string;
      expires_at: string;
      idle_expires_at: string;
      verified_at: string | null;
      amr: string[];
      user_agent: string;
      current: boolean;
    };
    Policy: {
      mode: "off" | "admins" | "all" | "individual";
      enforce_from: string | null;
      version: number;
      changed_at: string | null;
      changed_by: string | null;
    };
    Preview: {
      must_enrol: number;
      already_enrolled: number;
      released: number;
      sso_exempt: number;
      individual_settings_discarded: number;
      you: string;
      sample: components["schemas"]["User"][];
    };
    User: {
      id: string;
      email: string;
      name: string;
      role: "admin" | "member";
      sign_in: "password" | "sso";
      status: "invited" | "active" | "disabled";
      mfa: {
        required: boolean;
        why: "off" | "policy_all" | "policy_admins" | "individual" | "sso";
        enrolled: boolean;
        enrolled_at: string | null;
        last_used_at: string | null;
        state: "off" | "required_not_enrolled" | "on" | "identity_provider" | "reset" | "disabled";
      };
      created_at: string;
      last_sign_in_at: string | null;
      version: number;
    };
    Import: {
      dry_run: boolean;
      total: number;
      created: number;
      unchanged: number;
      failed: number;
      errors: { line: number; column: string | null; code: string }[];
    };
    Event: {
      id: string;
      type: string;
      at: string;
      actor: string;
      user: string | null;
      request_id: string;
      address: string;
      detail: Record<string, string | number | boolean | null>;
    };
    Tenant: {
      slug: string;
      name: string;
      issuer: string;
      support_contact: string;
      idle_seconds: number;
      absolute_seconds: number;
      reset_seconds: number;
      password_min: number;
    };
  };
}

type Schemas = components["schemas"];
type Page<T> = Json<{ items: T[]; next_cursor: string | null }>;
type NewUser = Pick<Schemas["User"], "email" | "name" | "role" | "sign_in"> & { mfa_required?: boolean };

export interface paths {
  "/v1/tenants/{tenant}": { get: Get<Json<Schemas["TenantPage"]>> };
  "/v1/login": {
    post: Post<
      { tenant: string; email: string; password: string; transport?: "bearer" | "cookie"; known_browser?: string },
      200,
      Json<Schemas["SignIn"]>
    >;
  };
  "/v1/enrolment": { post: Post<{ challenge: string }, 200, Json<Schemas["Enrolment"]>> };
  "/v1/enrolment/confirm": { post: Post<{ challenge: string; code: string }, 200, Json<Schemas["SignIn"]>> };
  "/v1/verification": { post: Post<{ challenge: string; code: string }, 200, Json<Schemas["SignIn"]>> };
  "/v1/recovery": { post: Post<{ challenge: string; recovery_code: string }, 200, Json<Schemas["SignIn"]>> };
  "/v1/password/forgot": { post: Post<{ tenant: string; email: string }, 202, Nothing> };
  "/v1/password/reset": { post: Post<{ token: string; password: string }, 204, Nothing> };
  "/v1/session": { get: Get<Json<Schemas["Session"]>>; delete: Delete };
  "/v1/session/step-up": { post: Post<{ code: string } | { password: string }, 200, Json<Schemas["Session"]>> };
  "/v1/me/sessions": { get: Get<Json<{ items: Schemas["OwnSession"][] }>>; delete: Delete };
  "/v1/me/sessions/{id}": { delete: Delete };
  "/v1/me/authenticator": { post: { responses: { 200: Json<Schemas["SignIn"]> } } };
  "/v1/me/recovery-code": { post: { responses: { 200: Json<{ recovery_code: string }> } } };
  "/v1/me/password": { put: Post<{ current: string; password: string }, 204, Nothing> };
  "/v1/policy": { get: Get<Json<Schemas["Policy"]>>; put: Post<PolicyChange, 200, Json<Schemas["Policy"]>> };
  "/v1/policy/preview": { post: Post<PolicyChange, 200, Json<Schemas["Preview"]>> };
  "/v1/users": { get: Get<Page<Schemas["User"]>, UserQuery & Paging>; post: Post<NewUser, 201, Json<Schemas["User"]>> };
  "/v1/users/{id}": {
    get: Get<Json<Schemas["User"]>>;
    patch: Post<Partial<NewUser & { disabled: boolean }>, 200, Json<Schemas["User"]>>;
    delete: Delete;
  };
  "/v1/users/{id}/reset": { post: Post<{ reason: string }, 204, Nothing> };
  "/v1/users/{id}/invite": { post: { responses: { 202: Nothing } } };
  "/v1/users/import": {
    post: {
      parameters: { query?: { dry_run?: boolean } };
      requestBody: Csv;
      responses: { 200: Json<Schemas["Import"]> };
    };
  };
  "/v1/users/export": { get: Get<Csv, UserQuery> };
  "/v1/events": { get: Get<Page<Schemas["Event"]>, EventQuery & Paging> };
  "/v1/events/export": { get: Get<Csv, EventQuery & { format?: "csv" | "jsonl" }> };
  "/v1/tenant": {
    get: Get<Json<Schemas["Tenant"]>>;
    patch: Post<Partial<Omit<Schemas["Tenant"], "slug">>, 200, Json<Schemas["Tenant"]>>;
  };
}
