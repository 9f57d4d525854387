import { useState } from "react";
import { useTranslation } from "react-i18next";
import { usePanel } from "@/editor/panel/panel";
import { freshId } from "@/editor/panel/write";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { TextArea } from "@/ui/TextField";
import { readCurl, type CurlRequest } from "./curl";
import { linesOf } from "./pairs";

/** What a request sets on the node. */
export function membersOf(request: CurlRequest): Record<string, unknown> {
  const { body, auth } = request;
  const part = (key: string, value: string) => ({ id: freshId(), type: "text", key, value });
  const many = body.type === "form-data" || body.type === "x-www-form-urlencoded";
  const data = many ? body.form.map((one) => part(one.name, one.value)) : body.text === "" ? [] : [part("", body.text)];
  return {
    method: request.method,
    url: request.url,
    headers: linesOf(request.headers),
    params: linesOf(request.params),
    authorization: auth
      ? { type: "api-key", config: { type: auth.type, api_key: auth.key } }
      : { type: "no-auth", config: null },
    body: { type: body.type, data },
    ...(request.insecure ? { ssl_verify: false } : {}),
  };
}

/** Takes over a request from a command of cURL. */
export function CurlDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(["panels", "common"]);
  const panel = usePanel();
  const [typed, setTyped] = useState("");
  const [tried, setTried] = useState(false);
  const request = readCurl(typed);
  const take = () => {
    setTried(true);
    if (!request) return;
    panel.change((data) => ({ ...data, ...membersOf(request) }));
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("http.curl")}
      description={t("http.curlHelp")}
      onSubmit={take}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" variant="primary">
            {t("http.take")}
          </Button>
        </>
      }
    >
      <TextArea
        ariaLabel={t("http.curl")}
        mono
        rows={8}
        spellCheck={false}
        placeholder={"curl https://example.com/api -H 'Accept: application/json'"}
        value={typed}
        error={(tried || typed.trim() !== "") && !request && t("http.noCurl")}
        onChange={(event) => setTyped(event.target.value)}
      />
    </Dialog>
  );
}
