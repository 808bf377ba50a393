printf 'Content-Type: text/plain\r\n\r\n'
printf '\nseen: src=%s sport=%s cn=%s ;\n' "$REMOTE_ADDR" "$REMOTE_PORT" "${SSL_CLIENT_S_DN_CN:--}"
