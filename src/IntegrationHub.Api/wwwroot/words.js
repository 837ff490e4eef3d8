// The words of contracts/README.md, Vietnamese first. A code without a word is shown as it is.
export const words = {
  vi: {
    plan: 'Kế hoạch', unit: 'Đơn vị', sources: 'Nguồn dữ liệu', skip: 'Đến bảng chỉ tiêu', other: 'English',
    signOut: 'Đăng xuất',
    signIn: {
      title: 'Đăng nhập', name: 'Tên đăng nhập', password: 'Mật khẩu', enter: 'Đăng nhập', openId: 'Đăng nhập qua hệ thống xác thực của tỉnh',
      wrong: 'Tên hoặc mật khẩu không đúng, hoặc đã sai quá nhiều lần. Hãy chờ một lúc, hoặc hỏi quản trị viên.', often: 'Quá nhiều lần thử trong một phút. Hãy chờ rồi thử lại.',
      province: 'Hệ thống xác thực không cho vào. Hãy hỏi quản trị viên về vai trò của bạn.',
    },
    pause: 'Tạm dừng cập nhật', resume: 'Tiếp tục cập nhật',
    indicator: 'Chỉ tiêu', target: 'Mục tiêu', result: 'Kết quả', verdict: 'Kết luận', coverage: 'Độ đầy đủ', status: 'Trạng thái',
    dataTo: 'Số liệu đến hết ngày', recorded: 'ghi nhận lúc', demo: 'Đồng hồ mô phỏng', demoNote: 'dữ liệu giả lập, không phải số liệu thật; không hỏi đăng nhập, ai mở trang trên máy này cũng có mọi quyền',
    wholePlan: 'toàn bộ kế hoạch', levels: { province: 'Cấp tỉnh', district: 'Cấp huyện', commune: 'Cấp xã', central: 'Trung ương', external: 'Ngoài tỉnh' },
    groups: { 'chinh-quyen-so': 'Chính quyền số', 'kinh-te-so': 'Kinh tế số', 'xa-hoi-so': 'Xã hội số', milestones: 'Nhiệm vụ có mốc hoàn thành', rest: 'Chỉ tiêu khác' },
    verdicts: {
      Met: 'Đạt', NotMet: 'Chưa đạt', MetCertain: 'Chắc chắn đạt', NotMetCertain: 'Chắc chắn chưa đạt', Undetermined: 'Chưa đủ cơ sở kết luận',
      NotEvaluable: 'Không đánh giá được', NoTarget: 'Không giao mục tiêu', NotApplicable: 'Không phát sinh',
    },
    mandate: 'Mức tỉnh giao', informative: 'Để tham khảo',
    statuses: {
      NoData: 'Chưa có số liệu', NotApplicable: 'Không phát sinh', Partial: 'Thiếu số liệu', Stale: 'Số liệu cũ', Invalid: 'Không hợp lệ',
      Open: 'Kỳ đang mở', Provisional: 'Tạm tính', Final: 'Chính thức', Restated: 'Điều chỉnh lần',
    },
    marks: {
      Break: 'Đứt chuỗi so sánh', Estimated: 'Ước tính', Reconcile: 'Lệch đối soát', typed: 'Nhập tay', Rejected: 'Có bản ghi bị từ chối', Frozen: 'Giữ số cũ', Held: 'Chờ xác nhận',
      WEAKER_THAN_PARENT: 'Thấp hơn mức giao', Greyed: 'Chưa đủ tin cậy', informative: 'Để tham khảo',
    },
    reasons: {
      NotDeliveredForPeriod: 'nguồn chưa gửi số liệu của kỳ này', NotDelivered: 'chưa nhận đủ từ nguồn: xem nguồn dữ liệu bên dưới', NoEndedInterval: 'chưa có kỳ nào kết thúc', NotEntered: 'chưa nhập, hoặc chưa được người thứ hai xác nhận: hub entry add',
      NoUnits: 'không có đơn vị thuộc cấp này', NotExpected: 'đơn vị không thuộc diện báo cáo', NoFeed: 'chưa khai báo nguồn cho chỉ tiêu này', NoSource: 'chưa có nguồn nào được kết nối cho chỉ tiêu này',
      NotComputed: 'chưa được tính', PartNotApplicable: 'phần không phát sinh:',
      Frozen: 'nguồn đổi cấu trúc, giữ số gần nhất còn đúng:', Held: 'số thay đổi bất thường, chờ người xác nhận:',
    },
    complete: 'Đủ', missing: 'đơn vị thiếu', missingOne: 'đơn vị thiếu', between: 'khoảng', cells: 'ô số liệu đã nhận', parts: 'phần đạt', rejected: 'bản ghi bị từ chối',
    values: { open: 'Chưa xong', done: 'Đã xong', 'not-triggered': 'Chưa phát sinh' }, doneTarget: 'Hoàn thành', allParts: 'mọi phần đạt', showUnits: 'Đơn vị thiếu số liệu',
    states: { never: 'Chưa đồng bộ lần nào', running: 'Đang đồng bộ', ok: 'Tốt', failed: 'Lỗi', disabled: 'Tạm dừng' },
    parked: 'Số trang chưa ghi được, chờ cán bộ CNTT xử lý (hub parked list):', confirmedTo: 'xác nhận đến', lastRun: 'lần cuối', nextRun: 'lần tới', waitingUntil: 'chờ đến', restated: 'số liệu kỳ trước thay đổi', fetched: 'đọc', accepted: 'nhận', unchanged: 'không đổi', refused: 'từ chối',
    technical: 'Chi tiết kỹ thuật',
    troubles: {
      Unavailable: 'Nguồn không trả lời. Hub tự thử lại; nếu kéo dài, hỏi đơn vị vận hành nguồn.', Throttled: 'Nguồn yêu cầu chờ. Hub tự đọc tiếp khi hết thời gian chờ.',
      Authentication: 'Nguồn từ chối đăng nhập. Kiểm tra tài khoản và mật khẩu của nguồn.', Permission: 'Tài khoản chưa được quyền đọc. Đề nghị đơn vị vận hành nguồn cấp quyền.',
      Configuration: 'Cấu hình của nguồn chưa đúng. Sửa tệp của nguồn rồi nạp lại bằng lệnh hub apply.', Malformed: 'Nguồn trả lời sai định dạng; số liệu đang có giữ nguyên. Hub tự thử lại; nếu lặp lại, báo đơn vị vận hành nguồn.',
      Rejected: 'Nguồn từ chối yêu cầu. Xem chi tiết và hỏi đơn vị vận hành nguồn.', other: 'Lần đọc cuối bị lỗi. Xem chi tiết.',
      E_SOURCE_REGRESSED: 'Nguồn đưa ra số liệu cũ hơn lần đọc trước, có thể vừa được khôi phục từ bản sao lưu. Hub không nhận, số liệu đang có giữ nguyên; hỏi đơn vị vận hành nguồn.',
    },
    ago: { now: 'vừa xong', m: 'phút trước', h: 'giờ trước', d: 'ngày trước' }, runningTitle: 'Đang nạp dữ liệu, số liệu dưới đây đang thay đổi',
    progress: {
      agencies: 'cơ quan', periods: 'kỳ', months: 'tháng', days: 'ngày', windows: 'khoảng thời gian', files: 'tệp', rows: 'dòng', items: 'mục', organizations: 'tổ chức', requests: 'yêu cầu',
      pages: 'trang', 'up to': 'đến', 'waiting for the recorder': 'đang chờ ghi nhận',
    },
    upload: {
      title: 'Gửi tệp số liệu (CSV hoặc XLSX)', file: 'Tệp', stream: 'Bảng số liệu', by: 'Người gửi', look: 'Xem trước', send: 'Gửi', who: 'Ghi tên người gửi trước khi gửi.',
      refused: 'Không nhận tệp', column: 'cột', sent: 'Đã gửi', rows: 'dòng', rejected: 'dòng bị từ chối', unread: 'Các cột không đọc',
      codes: {
        E_FIELD_MISSING: 'thiếu giá trị', E_NOT_A_NUMBER: 'không phải là số', E_NEGATIVE: 'số âm', E_NUMERATOR_ABOVE_DENOMINATOR: 'phần lớn hơn tổng', E_BAD_DATE: 'không phải là ngày',
        E_UNKNOWN_AGENCY: 'mã đơn vị chưa được khai báo cho nguồn này', E_FILE_DUPLICATE: 'đơn vị lặp lại với số khác',
      },
    },
    faults: { 'internal-error': 'Hub gặp sự cố khi trả lời. Nguyên nhân có trong nhật ký của hub, theo mã dấu vết', 'no-catalogue': 'Chưa nạp danh mục. Nạp bằng lệnh hub apply -f contracts/catalogue' },
    loading: 'Đang tải…', loadingRows: 'Đang tải bảng chỉ tiêu…',
    noPlans: 'Chưa có kế hoạch nào. Nạp danh mục bằng lệnh', noRows: 'Kế hoạch này chưa có chỉ tiêu nào cho đơn vị đã chọn. Chọn đơn vị khác hoặc toàn bộ kế hoạch.',
    noSources: 'Chưa có nguồn dữ liệu nào. Thêm nguồn bằng lệnh', lost: 'Mất kết nối với hub. Số liệu dưới đây là của lần đọc cuối; trang tự thử lại. Nếu kéo dài, kiểm tra hub còn chạy không.',
    refusedAnswer: 'Hub trả lời lỗi', noAnswer: 'Chưa đọc được số liệu. Trang tự thử lại sau vài giây.', legend: 'Giờ Việt Nam (+07:00). Vạch đứng trên thanh là mục tiêu; phần sọc là khoảng có thể khi số liệu còn thiếu. Số liệu cho máy:',
  },
  en: {
    plan: 'Plan', unit: 'Unit', sources: 'Sources', skip: 'To the table', other: 'Tiếng Việt',
    signOut: 'Sign out',
    signIn: {
      title: 'Sign in', name: 'Name', password: 'Password', enter: 'Sign in', openId: 'Sign in through the province',
      wrong: 'Name or password is wrong, or too many were wrong before. Wait a while, or ask an administrator.', often: 'Too many attempts within a minute. Wait, then try again.',
      province: 'The sign-in of the province did not let you in. Ask an administrator about your role.',
    },
    pause: 'Pause updates', resume: 'Resume updates',
    indicator: 'Indicator', target: 'Target', result: 'Result', verdict: 'Verdict', coverage: 'Coverage', status: 'Status',
    dataTo: 'Figures up to and including', recorded: 'recorded', demo: 'Simulated clock', demoNote: 'made-up data, not real figures; nobody signs in, whoever opens the page on this machine may do everything',
    wholePlan: 'the whole plan', levels: { province: 'Province', district: 'District', commune: 'Commune', central: 'Central', external: 'External' },
    groups: { 'chinh-quyen-so': 'Digital government', 'kinh-te-so': 'Digital economy', 'xa-hoi-so': 'Digital society', milestones: 'Tasks with a due date', rest: 'Other targets' },
    verdicts: {
      Met: 'Met', NotMet: 'Not met', MetCertain: 'Certain to be met', NotMetCertain: 'Certain to be missed', Undetermined: 'Undetermined',
      NotEvaluable: 'Cannot be judged', NoTarget: 'No target', NotApplicable: 'No activity',
    },
    mandate: 'By the mandate', informative: 'Informative',
    statuses: {
      NoData: 'No data', NotApplicable: 'No activity', Partial: 'Incomplete', Stale: 'Out of date', Invalid: 'Invalid',
      Open: 'Open', Provisional: 'Provisional', Final: 'Final', Restated: 'Restated',
    },
    marks: {
      Break: 'Break', Estimated: 'Estimated', Reconcile: 'Reconcile', typed: 'Typed', Rejected: 'Rejected records', Frozen: 'Frozen', Held: 'Held',
      WEAKER_THAN_PARENT: 'Weaker than mandate', Greyed: 'Not reliable yet', informative: 'Informative',
    },
    reasons: {
      NotDeliveredForPeriod: 'the source has not sent this period', NotDelivered: 'not fully received: see the sources below', NoEndedInterval: 'no period has ended yet', NotEntered: 'not entered, or not confirmed by a second person yet: hub entry add',
      NoUnits: 'no units of this level', NotExpected: 'the unit does not report this', NoFeed: 'the catalogue names no source for this indicator', NoSource: 'no source is connected for this indicator',
      NotComputed: 'not computed yet', PartNotApplicable: 'parts without activity:',
      Frozen: 'the source has changed its fields, the last good figure is shown:', Held: 'a count changed too much and waits for a person:',
    },
    complete: 'Complete', missing: 'units missing', missingOne: 'unit missing', between: 'between', cells: 'cells received', parts: 'parts met', rejected: 'records rejected',
    values: { open: 'Open', done: 'Done', 'not-triggered': 'Not triggered' }, doneTarget: 'Done', allParts: 'all parts met', showUnits: 'Units without figures',
    states: { never: 'Never pulled', running: 'Running', ok: 'Good', failed: 'Failed', disabled: 'Paused' },
    parked: 'Pages that could not be recorded and wait for IT staff (hub parked list):', confirmedTo: 'confirmed to', lastRun: 'last run', nextRun: 'next', waitingUntil: 'waiting until', restated: 'amounts of past months changed', fetched: 'fetched', accepted: 'accepted', unchanged: 'unchanged', refused: 'rejected',
    technical: 'Technical details',
    troubles: {
      Unavailable: 'The source does not answer. The hub tries again; if it lasts, ask the source\'s operator.', Throttled: 'The source asked to wait. The hub goes on by itself.',
      Authentication: 'The source refuses the sign-in. Check the account and password of the source.', Permission: 'The account may not read. Ask the source\'s operator for the right.',
      Configuration: 'The source is set up wrongly. Correct its file and load it with hub apply.', Malformed: 'The source answered in a wrong form; figures stay as they are. The hub tries again; if it lasts, tell the source\'s operator.',
      Rejected: 'The source refused the request. See the details and ask its operator.', other: 'The last run failed. See the details.',
      E_SOURCE_REGRESSED: 'The source shows older data than at the last reading, perhaps it was restored from a backup. Nothing was taken, figures stay as they are; ask its operator.',
    },
    ago: { now: 'just now', m: 'minutes ago', h: 'hours ago', d: 'days ago' }, runningTitle: 'Data is being loaded: the figures below are changing',
    upload: {
      title: 'Send a table (CSV or XLSX)', file: 'File', stream: 'Table', by: 'Sent by', look: 'Preview', send: 'Send', who: 'Say who sends it first.',
      refused: 'The file is not taken', column: 'column', sent: 'Sent as', rows: 'rows', rejected: 'rows refused', unread: 'Columns that are not read', codes: {},
    },
    progress: {}, faults: { 'internal-error': 'The hub failed to answer. Its log has the reason under the trace id' },
    loading: 'Loading…', loadingRows: 'Loading the table…',
    noPlans: 'There is no plan yet. Load a catalogue with', noRows: 'This plan has no indicators for the chosen unit. Choose another unit or the whole plan.',
    noSources: 'There is no source yet. Add one with', lost: 'The hub cannot be reached. The figures below are those of the last answer; the page keeps trying. If it lasts, check that the hub is running.',
    refusedAnswer: 'The hub answered with an error', noAnswer: 'No figures could be read yet. The page tries again in a few seconds.', legend: 'Times are Viet Nam time (+07:00). The upright mark on a bar is the target, the hatched part what missing figures could change. For machines:',
  },
};

/** What the answers say in Vietnamese only. */
export const displays = { 'Không phát sinh': 'No activity', 'không đo được': 'not measurable' };
