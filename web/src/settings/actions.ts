/** What an admin can do with one user: only what the service would accept. */
import { call } from "../api";
import type { User } from "../api/client";
import { state } from "../state";
import type { Values } from "../ui/form";

const ACTIONS = ["invite", "reset", "sign_out", "unlink", "enable", "disable", "delete"] as const;
export type Action = (typeof ACTIONS)[number];

/** Nobody resets, signs out, disables or deletes themselves here. */
export function actions(user: User): Action[] {
  const isOther = user.id !== state.session?.user.id;
  const offered: Record<Action, boolean> = {
    invite: user.status === "invited",
    reset: isOther && user.mfa.enrolled && user.sign_in === "password",
    sign_out: isOther && user.status === "active",
    unlink: isOther && user.sign_in === "sso",
    enable: user.status === "disabled",
    disable: isOther && user.status !== "disabled",
    delete: isOther,
  };
  return ACTIONS.filter((action) => offered[action]);
}

export async function perform(action: Action, id: string, { reason = "" }: Values): Promise<unknown> {
  const params = { id };
  switch (action) {
    case "invite":
      return call("post", "/v1/users/{id}/invite", { params });
    case "reset":
      return call("post", "/v1/users/{id}/reset", { params, body: { reason } });
    case "sign_out":
      return call("delete", "/v1/users/{id}/sessions", { params });
    case "unlink":
      return call("delete", "/v1/users/{id}/sso-link", { params });
    case "delete":
      return call("delete", "/v1/users/{id}", { params });
    default:
      return call("patch", "/v1/users/{id}", { params, body: { disabled: action === "disable" } });
  }
}
