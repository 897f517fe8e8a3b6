"""What every answer needs: security headers, prepared bytes, body limits, problem documents."""
