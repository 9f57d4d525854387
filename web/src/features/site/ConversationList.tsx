import { MoreHorizontal, Pencil, Pin, PinOff, SquarePen, Trash2, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConversationItem } from "@/api/web";
import { Button, IconButton } from "@/ui/Button";
import { cn } from "@/ui/cn";
import { Dialog } from "@/ui/Dialog";
import { Skeleton } from "@/ui/Feedback";
import { Menu } from "@/ui/Menu";
import { TextField } from "@/ui/TextField";
import type { Conversations } from "./useConversations";

export interface ListActions {
  open: (id: string | null) => void;
  rename: (item: ConversationItem, name: string) => Promise<void>;
  pin: (item: ConversationItem, on: boolean) => Promise<void>;
  remove: (item: ConversationItem) => Promise<void>;
}

interface Props {
  list: Conversations;
  current: string | null;
  actions: ListActions;
  /** On a phone the list is a sheet. */
  onClose?: (() => void) | undefined;
}

type Asked = { what: "rename" | "delete"; item: ConversationItem } | null;

export function ConversationList({ list, current, actions, onClose }: Props) {
  const { t } = useTranslation("site");
  const [asked, setAsked] = useState<Asked>(null);
  const [today] = useState(() => new Date().setHours(0, 0, 0, 0) / 1000);
  const recent = list.others.filter((one) => one.updated_at >= today);
  const earlier = list.others.filter((one) => one.updated_at < today);
  const empty = list.pinned.length + list.others.length === 0;
  const group = (title: string, items: ConversationItem[], pinned: boolean) =>
    items.length > 0 && (
      <section aria-label={title} className="mt-3">
        <h2 className="px-2 pb-1 text-meta font-medium text-fg-3">{title}</h2>
        <ul>
          {items.map((item) => (
            <li key={item.id}>
              <Row item={item} pinned={pinned} current={item.id === current} actions={actions} ask={setAsked} />
            </li>
          ))}
        </ul>
      </section>
    );
  return (
    <nav aria-label={t("conversations")} className="flex h-full flex-col">
      <div className="flex items-center gap-2 p-3">
        <Button
          size="touch"
          className="flex-1 justify-start"
          icon={<SquarePen size={16} />}
          onClick={() => actions.open(null)}
        >
          {t("newChat")}
        </Button>
        {onClose && <IconButton size="touch" label={t("close")} icon={<X size={18} />} onClick={onClose} />}
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-3">
        {list.loading && [0, 1, 2].map((row) => <Skeleton key={row} className="mx-1 my-1.5 h-8" />)}
        {!list.loading && empty && <p className="px-2 py-3 text-base text-fg-3">{t("noConversations")}</p>}
        {group(t("pinned"), list.pinned, true)}
        {group(t("today"), recent, false)}
        {group(t("earlier"), earlier, false)}
        {list.more && (
          <Button className="mt-2 w-full" onClick={() => void list.loadMore()}>
            {t("more")}
          </Button>
        )}
      </div>
      {asked?.what === "rename" && (
        <RenameDialog item={asked.item} rename={actions.rename} close={() => setAsked(null)} />
      )}
      {asked?.what === "delete" && (
        <DeleteDialog item={asked.item} remove={actions.remove} close={() => setAsked(null)} />
      )}
    </nav>
  );
}

function Row({
  item,
  pinned,
  current,
  actions,
  ask,
}: {
  item: ConversationItem;
  pinned: boolean;
  current: boolean;
  actions: ListActions;
  ask: (asked: Asked) => void;
}) {
  const { t } = useTranslation("site");
  return (
    <div className={cn("group flex h-10 items-center rounded-control pr-1 hover:bg-hover", current && "bg-selected")}>
      <button
        type="button"
        aria-current={current || undefined}
        className="h-full min-w-0 flex-1 truncate rounded-control px-2 text-left text-base text-fg"
        onClick={() => actions.open(item.id)}
      >
        {item.name}
      </button>
      <Menu
        trigger={
          <IconButton
            size="compact"
            label={t("menu")}
            icon={<MoreHorizontal size={16} />}
            className="opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 data-[state=open]:opacity-100 max-md:opacity-100"
          />
        }
        entries={[
          { label: t("rename"), icon: <Pencil size={14} />, onSelect: () => ask({ what: "rename", item }) },
          {
            label: pinned ? t("unpin") : t("pin"),
            icon: pinned ? <PinOff size={14} /> : <Pin size={14} />,
            onSelect: () => void actions.pin(item, !pinned),
          },
          "separator",
          {
            label: t("delete"),
            icon: <Trash2 size={14} />,
            danger: true,
            onSelect: () => ask({ what: "delete", item }),
          },
        ]}
      />
    </div>
  );
}

function RenameDialog({
  item,
  rename,
  close,
}: {
  item: ConversationItem;
  rename: ListActions["rename"];
  close: () => void;
}) {
  const { t } = useTranslation("site");
  const [name, setName] = useState(item.name);
  const submit = () => {
    if (name.trim() === "") return;
    void rename(item, name.trim());
    close();
  };
  return (
    <Dialog
      open
      onOpenChange={close}
      size="s"
      title={t("rename")}
      onSubmit={submit}
      footer={
        <>
          <Button onClick={close}>{t("cancel")}</Button>
          <Button variant="primary" type="submit" disabled={name.trim() === ""}>
            {t("save")}
          </Button>
        </>
      }
    >
      <TextField label={t("name")} value={name} maxLength={255} onChange={(event) => setName(event.target.value)} />
    </Dialog>
  );
}

function DeleteDialog({
  item,
  remove,
  close,
}: {
  item: ConversationItem;
  remove: ListActions["remove"];
  close: () => void;
}) {
  const { t } = useTranslation("site");
  return (
    <Dialog
      open
      onOpenChange={close}
      size="s"
      title={t("deleteTitle")}
      footer={
        <>
          <Button onClick={close}>{t("cancel")}</Button>
          <Button
            variant="danger"
            onClick={() => {
              void remove(item);
              close();
            }}
          >
            {t("delete")}
          </Button>
        </>
      }
    >
      <p className="text-base text-fg-2">{t("deleteText", { name: item.name })}</p>
    </Dialog>
  );
}
