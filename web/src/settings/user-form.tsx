/** Creating and editing one user, with the MFA toggle where the policy leaves it to each user. */
import { call } from "../api";
import type { Body, Policy, User } from "../api/client";
import { go, to } from "../routing";
import { set, state } from "../state";
import { t } from "../texts";
import { checkEmail } from "../ui/email";
import { Check, Field, Select } from "../ui/fields";
import { Form, type Values } from "../ui/form";
import { inForce } from "./change";
import { checkName } from "./name";

export function UserForm({ policy, user }: { policy: Policy; user: User | undefined }) {
  const mode = inForce(policy);
  const isIndividual = mode === "individual";
  const send = async (values: Values) => {
    const wanted = fromValues(values, isIndividual);
    if (user) await call("patch", "/v1/users/{id}", { params: { id: user.id }, body: changes(user, wanted) });
    else await call("post", "/v1/users", { body: wanted });
    set({
      notice: user ? "notice.user_saved" : wanted.sign_in === "sso" ? "notice.user_added" : "notice.user_invited",
    });
    go(to("settings/users"));
  };
  return (
    <Form
      send={send}
      check={check}
      main="email"
      submit={t(user ? "save" : "users.add")}
      beside={<a href={to("settings/users")}>{t("cancel")}</a>}
    >
      <Field name="name" label={t("user.name")} defaultValue={user?.name ?? ""} autocomplete="off" required />
      <Field
        name="email"
        type="email"
        label={t("email.label")}
        hint={user && t("user.email_hint")}
        defaultValue={user?.email ?? ""}
        inputMode="email"
        autocomplete="off"
        required
      />
      <Select
        name="role"
        label={t("filter.role")}
        value={user?.role ?? "member"}
        options={[
          ["member", t("role.member")],
          ["admin", t("role.admin")],
        ]}
      />
      {(state.tenant!.sso || user?.sign_in === "sso") && (
        <Select
          name="sign_in"
          label={t("filter.sign_in")}
          value={user?.sign_in ?? "password"}
          options={[
            ["password", t("method.password")],
            ["sso", t("method.sso")],
          ]}
        />
      )}
      <Check
        kind="switch"
        name="mfa_required"
        label={t("user.toggle")}
        hint={t(`toggle.${mode}`)}
        defaultChecked={user ? user.mfa.required : mode === "all"}
        disabled={!isIndividual}
      />
    </Form>
  );
}

function check(values: Values) {
  return { name: checkName(values.name), ...checkEmail(values) };
}

function fromValues(values: Values, isIndividual: boolean): Body<"/v1/users", "post"> {
  const { email = "", name = "", role, sign_in = "password", mfa_required } = values;
  return {
    email: email.trim(),
    name: name.trim(),
    role: role as User["role"],
    sign_in: sign_in as User["sign_in"],
    ...(isIndividual && sign_in === "password" && { mfa_required: !!mfa_required }),
  };
}

/** Only what was changed: a new name alone asks for no fresh proof. */
function changes(user: User, wanted: Body<"/v1/users", "post">): Body<"/v1/users/{id}", "patch"> {
  const current: Record<string, unknown> = { ...user, mfa_required: user.mfa.required };
  return Object.fromEntries(Object.entries(wanted).filter(([name, value]) => current[name] !== value));
}
