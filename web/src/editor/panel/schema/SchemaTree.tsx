import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/ui/Button";
import { Checkbox } from "@/ui/Choice";
import { Select } from "@/ui/Select";
import { TextField } from "@/ui/TextField";
import { list, record, text, type Raw } from "../../raw";
import { freeName, getIn, setIn } from "../write";
import { insideOf, renamed, SCHEMA_TYPES, typeOf, without, withRequired, withType } from "./schema";

interface Props {
  schema: Raw;
  onChange: (schema: Raw) => void;
  readOnly: boolean;
  depth?: number;
}

/** The fields of an object schema, each with its type, its description and what stands inside it. */
export function SchemaTree({ schema, onChange, readOnly, depth = 0 }: Props) {
  const { t } = useTranslation("panels");
  const properties = record(schema["properties"]);
  const names = Object.keys(properties);
  const required = list(schema["required"]);
  const add = () => {
    const name = freeName(names, "field");
    onChange(withRequired({ ...schema, properties: { ...properties, [name]: { type: "string" } } }, name, true));
  };
  return (
    <div className={depth > 0 ? "border-l-2 border-line pl-3" : ""}>
      <ul className="flex flex-col gap-2">
        {names.map((name, index) => (
          <li key={index}>
            <Property
              name={name}
              property={record(properties[name])}
              names={names}
              required={required.includes(name)}
              readOnly={readOnly}
              depth={depth}
              onRename={(to) => onChange(renamed(schema, name, to))}
              onRemove={() => onChange(without(schema, name))}
              onRequired={(on) => onChange(withRequired(schema, name, on))}
              onChange={(next) => onChange({ ...schema, properties: { ...properties, [name]: next } })}
            />
          </li>
        ))}
      </ul>
      {names.length === 0 && <p className="text-base text-fg-3">{t("schema.none")}</p>}
      {!readOnly && depth < 8 && (
        <Button size="compact" className="mt-2" icon={<Plus size={14} />} onClick={add}>
          {t("schema.add")}
        </Button>
      )}
    </div>
  );
}

interface PropertyProps {
  name: string;
  property: Raw;
  names: readonly string[];
  required: boolean;
  readOnly: boolean;
  depth: number;
  onRename: (name: string) => void;
  onRemove: () => void;
  onRequired: (on: boolean) => void;
  onChange: (property: Raw) => void;
}

function Property(props: PropertyProps) {
  const { name, property, names, required, readOnly, depth, onChange } = props;
  const { t } = useTranslation("panels");
  const [typed, setTyped] = useState(name);
  const type = typeOf(property);
  const known = (SCHEMA_TYPES as readonly string[]).includes(type);
  const inside = insideOf(property);
  const taken = typed !== name && names.includes(typed);
  const leave = () => {
    if (typed.trim() === "" || taken) setTyped(name);
    else if (typed !== name) props.onRename(typed);
  };
  const options = list(property["enum"]).map(text);
  return (
    <div className="rounded-control border border-line p-2">
      <div className="flex flex-wrap items-start gap-2">
        <TextField
          className="min-w-32 flex-1"
          ariaLabel={t("schema.name")}
          value={typed}
          readOnly={readOnly}
          error={taken && t("name.taken")}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={leave}
        />
        <Select
          className="w-36"
          ariaLabel={t("schema.type")}
          disabled={readOnly}
          value={type || "any"}
          onValueChange={(next) => next !== type && onChange(withType(property, next))}
          options={[...(known ? [] : [type || "any"]), ...SCHEMA_TYPES].map((value) => ({ value, label: value }))}
        />
        <span className="flex h-8 items-center">
          <Checkbox label={t("required")} checked={required} disabled={readOnly} onCheckedChange={props.onRequired} />
        </span>
        {!readOnly && (
          <IconButton label={t("schema.remove", { name })} icon={<Trash2 size={14} />} onClick={props.onRemove} />
        )}
      </div>
      <TextField
        className="mt-2"
        ariaLabel={t("schema.description")}
        placeholder={t("schema.description")}
        value={text(property["description"])}
        readOnly={readOnly}
        onChange={(event) => onChange(setIn(property, ["description"], event.target.value || undefined))}
      />
      {(type === "string" || type === "number") && (
        <TextField
          className="mt-2"
          ariaLabel={t("schema.enum")}
          placeholder={t("schema.enum")}
          defaultValue={options.join(", ")}
          readOnly={readOnly}
          onBlur={(event) => {
            const parts = event.target.value
              .split(",")
              .map((one) => one.trim())
              .filter(Boolean);
            const values = type === "number" ? parts.map(Number).filter((one) => !Number.isNaN(one)) : parts;
            onChange(setIn(property, ["enum"], values.length > 0 ? values : undefined));
          }}
        />
      )}
      {inside && (
        <div className="mt-2">
          <SchemaTree
            schema={record(getIn(property, inside))}
            readOnly={readOnly}
            depth={depth + 1}
            onChange={(next) => onChange(inside.length === 0 ? next : setIn(property, inside, next))}
          />
        </div>
      )}
    </div>
  );
}
