import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Card, Divider, Form, Input, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, rememberCsrf } from '../api/client';
import { Problem } from '../api/problem';
import { sessionKey } from '../parts/session';
import { speak } from './words';

export function SignIn() {
  const { t, i18n } = useTranslation('app');
  const client = useQueryClient();
  const ways = useQuery({ queryKey: ['ways'], queryFn: () => api.get('/api/v1/session/ways') });
  const [told, setTold] = useState<unknown>(new URLSearchParams(location.search).get('signin') === 'refused' ? 'signIn.province' : null);
  const [isBusy, setBusy] = useState(false);
  const [form] = Form.useForm<{ name: string; password: string }>();
  const other = i18n.language === 'en' ? 'vi' : 'en';
  const enter = async (order: { name: string; password: string }) => {
    setBusy(true);
    setTold(null);
    try {
      const session = await api.post('/api/v1/session', { body: order });
      rememberCsrf(session.csrf);
      client.setQueryData(sessionKey, session);
    } catch (fault) {
      setTold(fault instanceof Problem && fault.status === 401 ? 'signIn.wrong' : fault instanceof Problem && fault.status === 429 ? 'signIn.often' : fault);
      form.setFieldValue('password', '');
      setBusy(false);
    }
  };
  return (
    <main className="alone">
      <Card className="sign-in">
        <img src="/icon.svg" alt="" width={44} height={44} />
        <Typography.Title level={1} className="sign-in-title">{t('signIn.title')}</Typography.Title>
        <Typography.Paragraph type="secondary">{t('signIn.about')}</Typography.Paragraph>
        {told !== null && <Alert role="alert" type="error" showIcon className="gap" title={typeof told === 'string' ? t(told) : told instanceof Problem ? told.message : String(told)} />}
        {ways.data?.password !== false && (
          <Form form={form} layout="vertical" requiredMark={false} onFinish={enter} disabled={isBusy}>
            <Form.Item name="name" label={t('signIn.name')} rules={[{ required: true, message: t('signIn.missing') }]}><Input autoComplete="username" autoCapitalize="none" maxLength={60} /></Form.Item>
            <Form.Item name="password" label={t('signIn.password')} rules={[{ required: true, message: t('signIn.missing') }]}><Input.Password autoComplete="current-password" maxLength={200} /></Form.Item>
            <Button type="primary" htmlType="submit" block loading={isBusy}>{t('signIn.enter')}</Button>
          </Form>
        )}
        {ways.data?.openId && <>{ways.data.password && <Divider plain>{t('signIn.or')}</Divider>}<Button block href="/api/v1/session/openid">{t('signIn.openId')}</Button></>}
        <Button type="link" className="sign-in-language" lang={other} onClick={() => speak(other)}>{other === 'en' ? 'English' : 'Tiếng Việt'}</Button>
      </Card>
    </main>
  );
}
