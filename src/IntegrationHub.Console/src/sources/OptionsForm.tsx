import Form from '@rjsf/antd';
import type { ErrorSchema, FieldProps, RJSFSchema, UiSchema, ValidatorType } from '@rjsf/utils';
import { Button, Input } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConnectorAnswer } from '../api/types';
import { language } from '../parts/words';
import type { SecretValue } from './draft';
import type { Faults } from './Editor';

/** The hub checks, field by field; a validator that compiles schemas into code is not let in by the policy of the page. */
const trusting: ValidatorType = {
  validateFormData: () => ({ errors: [], errorSchema: {} }),
  isValid: () => true,
  rawValidation: () => ({ errors: [], validationError: undefined }),
} as unknown as ValidatorType;

/** A secret is typed and never shown again: only whether there is one. */
function SecretField({ name, schema, formData, onChange, required, fieldPathId, rawErrors }: FieldProps) {
  const { t } = useTranslation('sources');
  const value = (formData ?? {}) as SecretValue;
  const [kept] = useState(value.secret);
  const [isReplacing, setReplacing] = useState(false);
  const isSet = Boolean(value.secret) && value.secretValue === undefined;
  const id = `secret-${name}`;
  const put = (next: SecretValue) => onChange(next, fieldPathId.path);
  return (
    <div className="field">
      <label className="strong" htmlFor={id}>{required && <span className="bad" aria-hidden="true">* </span>}{schema.title}</label>
      {isSet
        ? <div className="secret"><span className="good">✓ {t('form.secretSet')}</span> <code className="small quiet">{value.secret}</code> <Button id={id} size="small" onClick={() => { setReplacing(true); put({ secretValue: '' }); }}>{t('form.secretReplace')}</Button></div>
        : <div className="secret"><Input.Password id={id} autoFocus={isReplacing} autoComplete="new-password" value={value.secretValue ?? ''} onChange={event => put({ secretValue: event.target.value })} status={rawErrors?.length ? 'error' : undefined} />{kept && <Button size="small" onClick={() => put({ secret: kept })}>{t('form.secretKeep')}</Button>}</div>}
      {rawErrors?.map(error => <p key={error} className="bad small" role="alert">{error}</p>)}
      {!isSet && <p className="small quiet">{t('form.secretHelp')}</p>}
    </div>
  );
}

/** The options of a connector, as its schema describes them. */
export function OptionsForm({ connector, values, faults, onChange }: { connector: ConnectorAnswer; values: Record<string, unknown>; faults: Faults; onChange: (values: Record<string, unknown>) => void }) {
  const vi = language() === 'vi';
  const schema = useMemo((): RJSFSchema => {
    const { $schema: _, title: __, ...rest } = (vi ? connector.schema.vi : connector.schema.en) as RJSFSchema & { title?: string };
    const properties = Object.fromEntries(Object.entries(rest.properties ?? {}).map(([name, property]) => {
      if (!connector.options.some(o => o.name === name && o.secret)) return [name, property];
      // What is said of a secret is about the file; here it is typed.
      const { description: _help, ...kept } = property as RJSFSchema;
      return [name, kept];
    }));
    return { ...rest, properties };
  }, [connector, vi]);
  const ui = useMemo((): UiSchema => ({
    'ui:submitButtonOptions': { norender: true }, 'ui:order': [...connector.options.map(o => o.name), '*'],
    ...Object.fromEntries(connector.options.map(o => [o.name, o.secret ? { 'ui:field': 'secret' } : { ...(o.example ? { 'ui:placeholder': o.example } : {}), ...(o.choices.length > 0 ? { 'ui:widget': 'select' } : {}) }])),
  }), [connector]);
  const errors = Object.fromEntries(Object.entries(faults).filter(([field]) => field.startsWith('options.')).map(([field, text]) => [field.slice(8).split('.')[0]!, { __errors: [text] }])) as unknown as ErrorSchema;
  return <Form tagName="div" schema={schema} uiSchema={ui} validator={trusting} fields={{ secret: SecretField }} formData={values} extraErrors={errors} showErrorList={false} noValidate={false} idPrefix="option" onChange={event => onChange(event.formData as Record<string, unknown>)}><></></Form>;
}
